/** Whether mails can leave at all, and what follows from that where the settings say nothing. */

interface MailSettings {
  readonly sendMail: unknown
  readonly smtpUrl: unknown
  readonly debug: boolean
}

/** Without a way to send, DEBUG shows mails on the console. */
export function hasMail(settings: MailSettings): boolean {
  return isMailConfigured(settings) || settings.debug
}

/** Whether a new address has to be confirmed first. A development console is nobody's mailbox. */
export function confirmsEmailChange(
  settings: MailSettings & { readonly emailChange: 'confirm' | 'at_once' | undefined },
): boolean {
  return (settings.emailChange ?? (isMailConfigured(settings) ? 'confirm' : 'at_once')) === 'confirm'
}

function isMailConfigured({ sendMail, smtpUrl }: MailSettings): boolean {
  return sendMail !== undefined || smtpUrl !== undefined
}
