/**
 * Mails by SMTP through nodemailer, which is loaded with the first of them. Every wait has an end well inside the time
 * for which the outbox gives a mail out, so that a slow server does not make it go twice.
 */
import type { Transporter } from 'nodemailer'
import { parseSmtpUrl, type SmtpAddress } from '../kernel/smtp-url.ts'
import type { Mailer, MailMessage, MailOutcome } from '../ports/mailer.ts'

export interface SmtpOptions {
  readonly url: string
  /** Whether STARTTLS is insisted on; everywhere but on this machine unless given. */
  readonly tls: 'required' | 'if_offered' | undefined
}

/** Throws TypeError for what is no address of a mail server. */
export function createSmtpMailer({ url, tls }: SmtpOptions): Mailer {
  const address = parseSmtpUrl(url)
  if (address === undefined) throw new TypeError('smtpUrl is no address of a mail server')
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
    // Without it, whoever sits on the line takes the offer of STARTTLS away and reads the links.
    requireTLS: tls === 'required' && !isSecure,
    // Whoever can forge the certificate can take the offer away too: where it is optional, asking for proof only loses
    // the relay that made its own.
    tls: { rejectUnauthorized: isSecure || tls === 'required' },
    ...(user === '' ? {} : { auth: { user, pass: password } }),
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    // A template may give texts and nothing else: never a file of this machine, never a page of its network.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}

function toNodemailer({ id, from, to, subject, text, html }: MailMessage) {
  return {
    messageId: `<${id}>`,
    from,
    // As an object it is one address; as a text it would be a list, and a comma in it another recipient.
    to: { name: '', address: to },
    subject,
    text,
    ...(html === undefined ? {} : { html }),
    // No holiday notice answers it (RFC 3834 section 5).
    headers: { 'Auto-Submitted': 'auto-generated' },
  }
}

/**
 * A recipient or a message that the server will not have (5xx, RFC 5321 section 4.2.1) is refused for good. Everything else, a
 * wrong password of ours too, somebody can mend within a day.
 */
function checkFailure(error: unknown): MailOutcome {
  const { code = 'unknown', command = '', responseCode = 0 } = error as SmtpFailure
  const reason = [code, command.split(' ')[0], responseCode].filter(Boolean).join(' ')
  const isForGood = responseCode >= 500 && (command.startsWith('RCPT TO') || command.startsWith('DATA'))
  return { outcome: isForGood ? 'refused' : 'retry', reason }
}

interface SmtpFailure {
  readonly code?: string
  readonly command?: string
  readonly responseCode?: number
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host)
}
