/** Hands one message over to whoever carries mail. Whether somebody reads it, nobody here knows. */

export interface MailMessage {
  /** The same for every attempt, so that a mail which was sent twice can be known as one (RFC 5322 section 3.6.4). */
  readonly id: string
  readonly from: string
  /** One bare address. Never a list, never a name: both are ways to write to somebody else. */
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html?: string | undefined
}

export type MailOutcome =
  | { readonly outcome: 'delivered' }
  /** Not now: the other side is away, busy, or set up wrongly. */
  | { readonly outcome: 'retry'; readonly reason: string }
  /** Not ever: there is no such mailbox, or it takes no such mail. */
  | { readonly outcome: 'refused'; readonly reason: string }

export interface Mailer {
  /** What it throws counts as `retry`. */
  send(message: MailMessage): Promise<MailOutcome>
  /** Closes connections that wait for the next message. */
  close(): void
}
