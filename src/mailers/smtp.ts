/**
 * Sends mails by SMTP with nodemailer, which is loaded for the first mail. Every timeout is well below the outbox's
 * claim time, so that a slow server does not cause a second delivery.
 */
import type { Transporter } from 'nodemailer'
import { parseSmtpUrl, type SmtpAddress } from '../kernel/smtp-url.ts'
import type { Mailer, MailMessage, MailOutcome } from '../ports/mailer.ts'

export interface SmtpOptions {
  readonly url: string
  /** Whether STARTTLS is required. Default: for every host but this machine. */
  readonly tls: 'required' | 'if_offered' | undefined
}

/** Throws TypeError when `url` is not an SMTP URL. */
export function createSmtpMailer({ url, tls }: SmtpOptions): Mailer {
  const address = parseSmtpUrl(url)
  if (address === undefined) throw new TypeError('smtpUrl is not an SMTP URL')
  let opening: Promise<Transporter> | undefined
  const open = () => {
    opening ??= openTransport(address, tls ?? (isThisMachine(address.host) ? 'if_offered' : 'required'))
    return opening
  }
  return {
    async send(message) {
      try {
        const transport = await open()
        await transport.sendMail(toNodemailer(message))
        return { outcome: 'delivered' }
      } catch (error) {
        return checkFailure(error)
      }
    },
    close() {
      opening?.then(
        transport => transport.close(),
        () => {},
      )
    },
  }
}

async function openTransport({ host, port, isSecure, user, password }: SmtpAddress, tls: 'required' | 'if_offered') {
  const { createTransport } = await import('nodemailer')
  return createTransport({
    pool: true,
    host,
    port,
    secure: isSecure,
    // Otherwise a man in the middle strips the STARTTLS offer and reads the links (STARTTLS stripping).
    requireTLS: tls === 'required' && !isSecure,
    // An attacker who can present a forged certificate can also strip STARTTLS: with optional TLS, verifying would only
    // exclude relays with a self-signed certificate.
    tls: { rejectUnauthorized: isSecure || tls === 'required' },
    ...(user === '' ? {} : { auth: { user, pass: password } }),
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    // A template returns text only: never a file of this machine or a URL of its network (SSRF).
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}

function toNodemailer({ id, from, to, subject, text, html }: MailMessage) {
  return {
    messageId: `<${id}>`,
    from,
    // An object is one address; a string would be parsed as a list, and a comma would add a recipient.
    to: { name: '', address: to },
    subject,
    text,
    ...(html === undefined ? {} : { html }),
    // Suppresses automatic replies (RFC 3834 section 5).
    headers: { 'Auto-Submitted': 'auto-generated' },
  }
}

/**
 * A 5xx reply to the recipient or the message (RFC 5321 section 4.2.1) is permanent. Everything else, a wrong SMTP
 * password too, is retried, because an operator can fix it.
 */
function checkFailure(error: unknown): MailOutcome {
  const { code = 'unknown', command = '', responseCode = 0 } = error as SmtpFailure
  const reason = [code, command.split(' ')[0], responseCode].filter(Boolean).join(' ')
  const isPermanent = responseCode >= 500 && (command.startsWith('RCPT TO') || command.startsWith('DATA'))
  return { outcome: isPermanent ? 'refused' : 'retry', reason }
}

interface SmtpFailure {
  readonly code?: string
  readonly command?: string
  readonly responseCode?: number
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host)
}
