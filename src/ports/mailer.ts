/** Passes one message to a mail server. Success does not mean that the message was delivered or read. */

export interface MailMessage {
  /** The same for every attempt, so that duplicates can be recognised (RFC 5322 section 3.6.4). */
  readonly id: string
  readonly from: string
  /** One bare address. No list and no display name: both could add a recipient (header injection). */
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html?: string | undefined
}

/** What a mailer says: delivered, try again later, or never (`refused`: the mail is dropped). */
export type MailOutcome =
  | { readonly outcome: 'delivered' }
  /** Failed for now: the server is unreachable, busy, or misconfigured. */
  | { readonly outcome: 'retry'; readonly reason: string }
  /** Failed for good: the mailbox does not exist, or rejects this mail. */
  | { readonly outcome: 'refused'; readonly reason: string }

export interface Mailer {
  /** An exception counts as `retry`. */
  send(message: MailMessage): Promise<MailOutcome>
  /** Closes idle connections. */
  close(): void
}
