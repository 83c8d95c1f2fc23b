/** The mailer that the settings choose. */
import type { Secret } from '../kernel/secret.ts'
import type { Mailer, MailMessage } from '../ports/mailer.ts'
import { createConsoleMailer } from './console.ts'
import { createSendMailMailer } from './send-mail.ts'
import { createSmtpMailer } from './smtp.ts'

export interface MailerSettings {
  readonly sendMail?: ((message: MailMessage) => unknown) | undefined
  readonly smtpUrl?: Secret | undefined
  readonly smtpTls?: 'required' | 'if_offered' | undefined
  readonly debug: boolean
}

/** `undefined` when mail is not configured. A development server shows its mails with `print`. */
export function createMailer(settings: MailerSettings, print: (text: string) => void): Mailer | undefined {
  const { sendMail, smtpUrl, smtpTls, debug } = settings
  if (sendMail !== undefined) return createSendMailMailer(sendMail)
  if (smtpUrl !== undefined) return createSmtpMailer({ url: smtpUrl.reveal(), tls: smtpTls })
  return debug ? createConsoleMailer(print) : undefined
}
