/** A mailbox for tests: the mails that were sent, and the tokens in their links. */
import type { MailMessage } from '../ports/mailer.ts'
import type { Config } from '../settings/settings.ts'

/** The mails that were sent, the newest last. */
export interface Mailbox {
  /** All mails so far, oldest first. */
  readonly mails: readonly MailMessage[]
  /** The mails to this address. */
  to(address: string): readonly MailMessage[]
  /** The token in the last link to the address. Throws when there is none. */
  tokenFor(address: string): string
  /** Settings that send mail to this mailbox. */
  readonly settings: Pick<Config, 'sendMail' | 'publicUrl' | 'mailFrom'>
}

/** A mailer that keeps what it is given, for tests. */
export function createMailbox(): Mailbox {
  const mails: MailMessage[] = []
  const to = (address: string) => mails.filter(mail => mail.to === address)
  return {
    mails,
    to,
    tokenFor(address) {
      const token = to(address)
        .map(tokenIn)
        .findLast(found => found !== undefined)
      if (token === undefined) throw new Error(`no link was sent to ${address}`)
      return token
    },
    settings: {
      sendMail: message => void mails.push(message),
      publicUrl: 'https://app.example.com',
      mailFrom: 'Example <no-reply@example.com>',
    },
  }
}

/** The value of `token=` in the text. */
export function tokenIn({ text }: Pick<MailMessage, 'text'>): string | undefined {
  return /[?&#]token=([\w.-]+)/.exec(text)?.[1]
}
