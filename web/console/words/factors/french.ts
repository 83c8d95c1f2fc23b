import type { ConsoleWords } from '../words.ts'

export const factors: ConsoleWords['factors'] = {
  none: 'Aucun second facteur',
  noneLead: 'Le titulaire en ajoute un sur les pages du compte.',
  name: 'Nom',
  kind: 'Type',
  kinds: { totp: 'Application d’authentification', passkey: 'Clé d’accès' },
  added: 'Ajout',
  used: 'Dernière utilisation',
  codes: { one: 'Il reste {count} code de récupération.', other: 'Il reste {count} codes de récupération.' },
  browsers: { one: '{count} navigateur est de confiance.', other: '{count} navigateurs sont de confiance.' },
  reset: 'Réinitialiser les seconds facteurs',
  resetTitle: 'Réinitialiser les seconds facteurs de {name} ?',
  resetLead:
    'Tous les facteurs, codes de récupération et navigateurs de confiance sont retirés : le mot de passe seul ouvre alors le compte. Ne le faites que si vous avez la certitude que c’est le titulaire qui le demande. Il reçoit un e-mail.',
  resetDone: 'Les seconds facteurs ont été retirés.',
}
