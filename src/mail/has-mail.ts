/** Whether mails can leave at all, and by whom; and what follows from that where the settings say nothing. */
import type { Settings } from '../settings.ts'

type MailSettings = Pick<Settings, 'sendMail' | 'smtpUrl' | 'debug'>

export function carrierOf({ sendMail, smtpUrl, debug }: MailSettings): 'own' | 'smtp' | 'console' | 'none' {
  if (sendMail !== undefined) return 'own'
  if (smtpUrl !== undefined) return 'smtp'
  return debug ? 'console' : 'none'
}

export function hasMail(settings: MailSettings): boolean {
  return carrierOf(settings) !== 'none'
}

/** Whether a new address has to be confirmed first. A development console is nobody's mailbox. */
export function confirmsEmailChange(settings: MailSettings & Pick<Settings, 'emailChange'>): boolean {
  const isConfigured = settings.sendMail !== undefined || settings.smtpUrl !== undefined
  return (settings.emailChange ?? (isConfigured ? 'confirm' : 'at_once')) === 'confirm'
}
