import type { ConsoleWords } from '../words.ts'

export const keys: ConsoleWords['keys'] = {
  title: 'Clés',
  lead: 'Ce qui signe les jetons, et ce qui les vérifie encore.',
  bySettings: 'Ces clés se changent dans les paramètres. Avec keyRotation, elles changent d’elles-mêmes.',
  rotates: 'Chaque clé signe pendant {time}.',
  manual: 'Une clé signe jusqu’à ce que quelqu’un demande la suivante.',
  remote: 'Les jetons sont vérifiés avec les clés de {url}.',
  unnamed: 'sans nom',
  uses: { published: 'Publiée', signing: 'Signe', verifying: 'Vérifie', retired: 'Retirée' },
  signsFrom: 'signe à partir du {time}',
  signsUntil: 'signe jusqu’au {time}',
  verifiesUntil: 'vérifie jusqu’au {time}',
  retiredAt: 'refusée depuis le {time}',
  database: 'base de données',
  rotate: 'Clé suivante',
  rotateTitle: 'Publier la clé suivante ?',
  rotateLead: 'Les services qui vérifient la récupèrent avant qu’elle signe. Aucun jeton n’est refusé.',
  soon: 'Signer plus tôt',
  soonTitle: 'Faire signer la clé suivante plus tôt ?',
  soonLead: 'Elle signe dès que tout service qui respecte les durées de cache la possède. Aucun jeton n’est refusé.',
  leaked: 'Clé divulguée',
  leakedTitle: 'Signer avec la clé suivante dans quelques secondes ?',
  leakedLead:
    'Faites-le si d’autres ont la clé qui signe. Les services qui n’ont pas encore récupéré la suivante répondent 503 pendant une demi-minute au plus. Retirez ensuite la clé divulguée : d’ici là, ses jetons sont acceptés.',
  rotated: '{kid} signe à partir du {time}.',
  retire: 'Retirer',
  retireTitle: 'Refuser tous les jetons de {kid} ?',
  retireLead: {
    one: 'Termine {count} session au plus, ainsi que les jetons d’accès et les liens d’e-mails signés par la clé. Cela ne peut pas être annulé.',
    other:
      'Termine {count} sessions au plus, ainsi que les jetons d’accès et les liens d’e-mails signés par la clé. Cela ne peut pas être annulé.',
  },
  retired: 'La clé est retirée.',
  noSuccessor: 'Cette clé signe, et aucune autre n’est publiée pour la remplacer. Publiez d’abord la suivante.',
}
