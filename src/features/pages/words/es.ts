import { fieldMessages } from './messages/es.ts'
import { problems, social } from './refusals/es.ts'
import type { Words } from './words.ts'

export const es: Words = {
  name: 'Español',
  languages: 'Idiomas',
  skip: 'Ir al formulario',
  errorPrefix: 'Error',
  summary: 'Hay un problema',
  optional: 'opcional',
  backToLogin: 'Volver al inicio de sesión',
  fields: {
    email: 'Correo electrónico',
    username: 'Nombre de usuario',
    first_name: 'Nombre',
    last_name: 'Apellidos',
    password: 'Contraseña',
    password_confirm: 'Repite la contraseña',
    new_password: 'Nueva contraseña',
    new_password_confirm: 'Repite la nueva contraseña',
  },
  hints: {
    username: 'Hasta 150 letras, cifras y @ . + - _',
    passwordLength: least =>
      `Al menos ${least} caracteres. Unas cuantas palabras sin relación se recuerdan con facilidad.`,
  },
  login: {
    title: 'Iniciar sesión',
    lead: 'Nos alegra verte de nuevo.',
    button: 'Iniciar sesión',
    remember: 'Mantener la sesión iniciada en este dispositivo',
    forgot: '¿Olvidaste tu contraseña?',
    noAccount: '¿Aún no tienes cuenta?',
    register: 'Crear una cuenta',
    or: 'o',
    with: provider => `Continuar con ${provider}`,
  },
  mailLogin: {
    offer: 'Iniciar sesión por correo',
    title: 'Iniciar sesión por correo',
    lead: 'Escribe tu correo electrónico y te enviaremos un mensaje con el que iniciar sesión.',
    button: 'Enviar el mensaje',
    waiting: {
      title: 'Mira tu correo',
      sent: to =>
        `Si hay una cuenta con la dirección ${to}, hay un mensaje en camino. Mira también en la carpeta de spam.`,
      link: 'El enlace del mensaje inicia tu sesión si lo abres en este navegador.',
      code: 'Código',
      codeHint: 'Los ocho dígitos del mensaje.',
      button: 'Iniciar sesión',
      again: 'Enviar otro mensaje',
    },
    opened: {
      title: 'Iniciar sesión',
      lead: 'Un clic y habrás iniciado sesión.',
      button: 'Iniciar sesión',
      again: 'Pedir aquí un mensaje nuevo',
    },
  },
  register: {
    title: 'Crear una cuenta',
    lead: 'Solo lleva un minuto.',
    button: 'Crear cuenta',
    hasAccount: '¿Ya tienes una cuenta?',
    login: 'Iniciar sesión',
    done: { title: 'Tu cuenta está lista', text: 'Ya puedes iniciar sesión.' },
    doneByMail: {
      title: 'Revisa tu correo',
      text: 'Te hemos enviado un mensaje. Sigue su enlace para confirmar tu dirección y después inicia sesión.',
    },
  },
  forgot: {
    title: '¿Olvidaste tu contraseña?',
    lead: 'Escribe tu correo electrónico y te enviaremos un enlace para elegir una nueva.',
    button: 'Enviar el enlace',
    done: {
      title: 'Revisa tu correo',
      text: 'Si existe una cuenta con esta dirección, recibirás un mensaje con un enlace. Puede tardar unos minutos; mira también en la carpeta de correo no deseado.',
    },
  },
  reset: {
    title: 'Elige una nueva contraseña',
    lead: 'Se cerrará la sesión en todos los demás dispositivos.',
    button: 'Guardar la contraseña',
    done: { title: 'Tu contraseña ha cambiado', text: 'Inicia sesión con la nueva.' },
  },
  verify: {
    title: 'Confirma tu correo electrónico',
    lead: 'Un clic y tu dirección quedará confirmada.',
    button: 'Confirmar la dirección',
    done: { title: 'Tu dirección está confirmada', text: 'Gracias. Puedes cerrar esta página o continuar.' },
  },
  resend: {
    title: 'Confirma tu correo electrónico',
    lead: 'Escribe tu dirección y te enviaremos un nuevo enlace para confirmarla.',
    button: 'Enviar el enlace',
    done: {
      title: 'Revisa tu correo',
      text: 'Si una cuenta con esta dirección está pendiente de confirmar, recibirás un mensaje.',
    },
  },
  confirm: {
    title: 'Confirma tu nueva dirección',
    lead: 'A partir de ahora, los mensajes de tu cuenta llegarán a esta dirección.',
    button: 'Usar esta dirección',
    done: { title: 'Tu dirección ha cambiado', text: 'Los mensajes de tu cuenta llegan ahora a la nueva dirección.' },
  },
  restore: {
    title: '¿Recuperar tu dirección anterior?',
    lead: 'Úsalo si otra persona cambió la dirección de tu cuenta. Se cerrará la sesión en todos los dispositivos y te enviaremos un mensaje para elegir una nueva contraseña.',
    button: 'Recuperar mi dirección',
    done: {
      title: 'Has recuperado tu dirección',
      text: 'Se ha cerrado la sesión en todos los dispositivos. Recibirás un mensaje para elegir una nueva contraseña.',
    },
  },
  notMe: {
    title: '¿No has abierto esta cuenta?',
    lead: 'Alguien escribió tu dirección al crear una cuenta. Si no fuiste tú, la cuenta se cerrará y tu dirección quedará libre.',
    button: 'No fui yo: cerrar la cuenta',
    done: { title: 'La cuenta se ha cerrado', text: 'Tu dirección ya no se usa aquí. No tienes que hacer nada más.' },
  },
  mfa: {
    title: 'Un paso más',
    lead: 'Tu cuenta está protegida por un segundo factor.',
    button: 'Continuar',
    code: 'Código',
    codeHint: 'Los seis dígitos de tu aplicación de autenticación o uno de tus códigos de recuperación.',
    recoveryHint: 'Uno de tus códigos de recuperación.',
    trust: 'No volver a preguntar en este dispositivo',
    over: {
      title: 'Este inicio de sesión ha terminado',
      text: 'Ha tardado demasiado o ya se completó. Inicia sesión de nuevo.',
    },
  },
  passkey: {
    login: 'Iniciar sesión con una llave de acceso',
    use: 'Usar una llave de acceso',
    failed: 'No se ha usado la llave de acceso. Inténtalo de nuevo o elige otra forma.',
  },
  enrol: {
    title: 'Protege tu cuenta',
    lead: 'Tu cuenta necesita un segundo factor: una aplicación en tu teléfono que muestra un código nuevo cada treinta segundos.',
    button: 'Configurar una aplicación de autenticación',
    scan: 'Escanea esta imagen con una aplicación de autenticación y escribe el código que muestra.',
    picture: 'Código QR para la aplicación de autenticación',
    secret: 'O escribe esta clave en la aplicación:',
    code: 'Código de la aplicación',
    confirm: 'Confirmar e iniciar sesión',
    codes: {
      title: 'Tus códigos de recuperación',
      lead: 'Guárdalos en un lugar seguro: no se volverán a mostrar. Con cada uno puedes iniciar sesión una vez, cuando hayas perdido todo lo demás.',
      button: 'Los he guardado',
    },
  },
  logout: {
    title: '¿Cerrar la sesión?',
    lead: 'Tendrás que volver a iniciarla en este dispositivo.',
    button: 'Cerrar sesión',
  },
  invitation: {
    title: 'Tienes una invitación',
    lead: 'Mira de qué trata la invitación antes de responder.',
    button: 'Mostrar la invitación',
    facts: { organization: 'Organización', from: 'De', address: 'Para', role: 'Rol', until: 'Válida hasta' },
    roles: { owner: 'Propietario', admin: 'Administrador', member: 'Miembro' },
    as: login => `Has iniciado sesión como ${login}.`,
    accept: 'Aceptar la invitación',
    decline: 'Rechazar',
    other: login =>
      `Has iniciado sesión como ${login}, y la invitación es para otra dirección. Cierra la sesión y entra con la cuenta que la tiene.`,
    logIn: { lead: 'Esta dirección ya tiene una cuenta. Inicia sesión para aceptar.', button: 'Iniciar sesión' },
    register: {
      lead: 'Elige una contraseña y formarás parte de la organización.',
      button: 'Crear la cuenta y unirme',
    },
    accepted: { title: 'Te damos la bienvenida', text: 'Ya formas parte de la organización.' },
    declined: {
      title: 'La invitación se ha rechazado',
      text: 'No hay nada más que hacer. Puedes cerrar esta página.',
    },
    back: 'Volver a la invitación',
    on: 'Continuar',
  },
  link: {
    label: 'Enlace del mensaje',
    hint: 'Copia el enlace completo del mensaje y pégalo aquí.',
  },
  apps: { account: 'Cuenta', console: 'Consola', needsScript: 'Esta página necesita JavaScript.' },
  problems,
  afterLink: {
    reset: 'Pedir un nuevo enlace',
    verify: 'Pedir un nuevo enlace',
    confirm: 'Iniciar sesión y cambiar la dirección otra vez',
    restore: 'Restablecer la contraseña',
    not_me: 'Volver al inicio de sesión',
  },
  social,
  tryAgainIn: seconds => `Inténtalo de nuevo en ${spanIn(seconds)}.`,
  fieldMessages,
}

function spanIn(seconds: number): string {
  if (seconds < 90) return seconds === 1 ? '1 segundo' : `${seconds} segundos`
  return `${Math.ceil(seconds / 60)} minutos`
}
