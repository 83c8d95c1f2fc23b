import type { ConsoleWords } from '../words.ts'

export const keys: ConsoleWords['keys'] = {
  title: 'Claves',
  lead: 'Lo que firma los tokens y lo que aún los verifica.',
  bySettings: 'Estas claves se cambian en los ajustes. Con keyRotation rotan por sí solas.',
  rotates: 'Cada clave firma durante {time}.',
  manual: 'Una clave firma hasta que alguien pide la siguiente.',
  remote: 'Los tokens se verifican con las claves de {url}.',
  unnamed: 'sin nombre',
  uses: { published: 'Publicada', signing: 'Firma', verifying: 'Verifica', retired: 'Retirada' },
  signsFrom: 'firma desde {time}',
  signsUntil: 'firma hasta {time}',
  verifiesUntil: 'verifica hasta {time}',
  retiredAt: 'rechazada desde {time}',
  database: 'base de datos',
  rotate: 'Siguiente clave',
  rotateTitle: '¿Publicar la siguiente clave?',
  rotateLead: 'Los servicios que verifican la obtienen antes de que firme. No se rechaza ningún token.',
  soon: 'Firmar antes',
  soonTitle: '¿Hacer que la siguiente clave firme antes?',
  soonLead: 'Firma en cuanto la tenga todo servicio que respete los tiempos de caché. No se rechaza ningún token.',
  leaked: 'Clave filtrada',
  leakedTitle: '¿Firmar con la siguiente clave en segundos?',
  leakedLead:
    'Hazlo si otros tienen la clave que firma. Los servicios que aún no hayan obtenido la siguiente responden 503 durante medio minuto como máximo. Después retira la clave filtrada: hasta entonces se aceptan sus tokens.',
  rotated: '{kid} firma desde {time}.',
  retire: 'Retirar',
  retireTitle: '¿Rechazar todos los tokens de {kid}?',
  retireLead: {
    one: 'Termina {count} sesión como máximo, y los tokens de acceso y enlaces de correo que la clave ha firmado. No se puede deshacer.',
    other:
      'Termina {count} sesiones como máximo, y los tokens de acceso y enlaces de correo que la clave ha firmado. No se puede deshacer.',
  },
  retired: 'La clave está retirada.',
  noSuccessor: 'Esta clave firma y no hay otra publicada que la sustituya. Publica antes la siguiente.',
}
