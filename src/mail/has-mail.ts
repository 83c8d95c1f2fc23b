/** Whether mails can be sent, and the defaults that depend on it. */

interface MailSettings {
  readonly sendMail: unknown
  readonly smtpUrl: unknown
  readonly debug: boolean
}

/** In DEBUG mails are printed to the console when nothing else is configured. */
export function hasMail(settings: MailSettings): boolean {
  return isMailConfigured(settings) || settings.debug
}

/**
 * Whether links for a new password are taken: where no mail is configured, operators hand them over. A server that promises
 * SimpleJWT's endpoints alone takes none then.
 */
export function takesPasswordLinks(settings: MailSettings & { readonly compat: unknown }): boolean {
  return hasMail(settings) || settings.compat !== 'simplejwt'
}

/** Whether a new address must be confirmed. The console of a development server does not count as a mailbox. */
export function confirmsEmailChange(
  settings: MailSettings & { readonly emailChange: 'confirm' | 'at_once' | undefined },
): boolean {
  return (settings.emailChange ?? (isMailConfigured(settings) ? 'confirm' : 'at_once')) === 'confirm'
}

function isMailConfigured({ sendMail, smtpUrl }: MailSettings): boolean {
  return sendMail !== undefined || smtpUrl !== undefined
}
