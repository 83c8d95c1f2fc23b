import type { ReportedCode } from '../../../social/reported-codes.ts'
import type { ActionProblemCode, PageProblemCode } from '../codes.ts'

export const problems: Readonly<Record<PageProblemCode, string>> = {
  mfa_code_not_valid: 'El código es incorrecto o ya se usó. Usa el siguiente.',
  mfa_token_not_valid: 'Este inicio de sesión ha terminado. Inicia sesión de nuevo.',
  mfa_locked: 'Demasiados códigos incorrectos. Usa una llave de acceso o pide ayuda.',
  passkey_not_valid: 'No se ha aceptado esta llave de acceso. Puede que se haya quitado de la cuenta.',
  mail_code_not_valid: 'El código es incorrecto. Escribe el del último mensaje.',
  mail_login_not_valid: 'Este inicio de sesión ha terminado. Pide un mensaje nuevo.',
  mail_login_elsewhere:
    'Este enlace solo funciona en el navegador en el que lo pediste. Ábrelo allí, escribe allí su código o pide aquí un mensaje nuevo.',
  invalid_credentials: 'Los datos de acceso no son correctos.',
  account_disabled: 'Esta cuenta está desactivada.',
  credentials_required: 'Escribe tu usuario y tu contraseña.',
  invalid_or_expired_token: 'Este enlace ya no es válido. Ya se usó o es demasiado antiguo.',
  invitation_not_valid: 'La invitación ya no es válida.',
  invitation_other_address: 'La invitación es para otra dirección de correo.',
  member_already: 'Ya eres miembro de esta organización.',
  organization_full: 'La organización ya tiene todos los miembros que puede tener.',
  throttled: 'Demasiados intentos.',
  csrf_failed: 'Este formulario se envió desde otro sitio. Vuelve a cargar la página e inténtalo de nuevo.',
  adoption_following: 'Las cuentas todavía se gestionan en Django. Haga el cambio allí.',
  permission_denied: 'Demasiados intentos. Inténtalo más tarde.',
  overloaded: 'El servidor está ocupado. Inténtalo de nuevo en un momento.',
  django_unavailable: 'Otro servicio que esto necesita no está disponible. Inténtalo de nuevo en un momento.',
  internal_error: 'Algo ha fallado por nuestra parte. Inténtalo de nuevo.',
  invalid: 'No se pudo leer el formulario. Inténtalo de nuevo.',
}

/** What a sign-in with a provider reports. */
export const social: Readonly<Record<ReportedCode, string>> = {
  mfa_required: 'Tu cuenta pide aquí un segundo factor.',
  mfa_enrolment_required: 'Tu cuenta necesita un segundo factor y aún no tiene ninguno.',
  social_refused: 'El proveedor no ha confirmado el inicio de sesión.',
  social_email_unverified: 'El proveedor no ha verificado tu correo electrónico.',
  social_email_not_shared: 'El proveedor no nos ha comunicado tu correo electrónico.',
  social_email_taken:
    'Ya existe una cuenta con esta dirección. Inicia sesión con tu contraseña y vincula allí el proveedor.',
  social_already_linked: 'Esta cuenta del proveedor ya está vinculada.',
  social_state_invalid: 'El inicio de sesión tardó demasiado o empezó en otro lugar. Inténtalo de nuevo.',
  no_active_account: 'No hay ninguna cuenta activa para este inicio de sesión.',
  provider_unavailable: 'No se puede contactar con el proveedor. Inténtalo de nuevo en un momento.',
}

const actions: Readonly<Record<ActionProblemCode, string>> = {
  recent_login_required: 'Inicia sesión de nuevo: para esto tienes que haberlo hecho hace pocos minutos.',
  reauthentication_required: 'Confirma que eres tú.',
  factor_exists: 'Ya hay una aplicación de autenticación. Quítala primero.',
  factor_limit: 'No puedes tener más llaves de acceso. Quita primero una.',
  factor_needed: 'Tu cuenta debe tener un segundo factor, y este es el último.',
  api_key_limit: 'No puedes tener más claves de API. Revoca primero una.',
  beyond_own_rights: 'Esto va más allá de tus propios permisos.',
  own_account: 'No puedes hacer esto con tu propia cuenta.',
  last_superuser: 'Tiene que haber un superusuario activo, y este es el último.',
  managed_by_configuration: 'Este grupo es un rol: su nombre y sus permisos los decide la configuración.',
  account_in_use: 'La cuenta no se puede eliminar mientras otros datos hagan referencia a ella.',
  last_owner: 'Una organización tiene que tener un propietario, y este es el último.',
  organization_limit: 'Tienes demasiadas organizaciones.',
  organization_in_use: 'La organización no se puede eliminar mientras otros datos hagan referencia a ella.',
  invitation_limit: 'Esta organización tiene demasiadas invitaciones pendientes.',
  beyond_own_role: 'Tu rol en la organización no llega a tanto.',
  social_last_login: 'Es la única forma de iniciar sesión en esta cuenta.',
  social_redirect_not_allowed: 'El proveedor no puede volver a esta página.',
}

/** For the pages behind the login, by codes. */
export const refusals: Readonly<Record<string, string>> = { ...problems, ...social, ...actions }
