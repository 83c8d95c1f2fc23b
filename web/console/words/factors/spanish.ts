import type { ConsoleWords } from '../words.ts'

export const factors: ConsoleWords['factors'] = {
  none: 'Sin segundo factor',
  noneLead: 'El titular añade uno en las páginas de la cuenta.',
  name: 'Nombre',
  kind: 'Tipo',
  kinds: { totp: 'Aplicación de autenticación', passkey: 'Llave de acceso' },
  added: 'Se añadió',
  used: 'Último uso',
  codes: { one: 'Queda {count} código de recuperación.', other: 'Quedan {count} códigos de recuperación.' },
  browsers: { one: '{count} navegador es de confianza.', other: '{count} navegadores son de confianza.' },
  reset: 'Restablecer los segundos factores',
  resetTitle: '¿Restablecer los segundos factores de {name}?',
  resetLead:
    'Se quitan todos los factores, códigos de recuperación y navegadores de confianza: entonces basta la contraseña para entrar en la cuenta. Hazlo solo si tienes la certeza de que lo pide el titular. El titular recibe un correo.',
  resetDone: 'Los segundos factores se han quitado.',
}
