/**
 * Mails that are still to be sent (transactional outbox). A mail is written in the transaction of the action it reports,
 * so that neither exists without the other, and is deleted once it is delivered or refused. A row holds only what
 * the mail is made from: no token text and no wording.
 */

import type { Origin } from '../kernel/origin.ts'
import type { UserId } from '../kernel/user-id.ts'
import type { MailKind } from '../ports/mail-templates.ts'
import type { TokenStamp } from '../tokens/minted-token.ts'

/** A mail for the outbox: which kind, to whom. Its text is written when it is sent. */
export interface NewMail {
  readonly kind: MailKind
  /** Absent: for all accounts with this address, if any. */
  readonly userId?: UserId | undefined
  /** The recipient's address. */
  readonly to: string
  /** The id and times of the token in its link, which is minted when the mail is sent. */
  readonly stamp?: TokenStamp | undefined
  /** Milliseconds since 1970. */
  readonly now: number
}

/** A mail about an action, to the address that the affected account has at that time. */
export type AttachedMail = Omit<NewMail, 'userId' | 'to'>

/** A mail that a worker has taken out of the outbox to send it. */
export interface ClaimedMail extends Omit<NewMail, 'now'> {
  readonly id: number
  readonly writtenAt: number
  /** How often it was claimed, this claim included. A worker with another number has lost the mail to a later claim. */
  readonly attempt: number
}

/** A mail as an operator sees it. Its text is not written yet, and the token of its link is nowhere. */
export interface WaitingMail {
  readonly id: number
  readonly kind: MailKind
  /** The recipient's address. */
  readonly to: string
  /** Absent: for all accounts with this address, if any. */
  readonly userId?: UserId | undefined
  /** Milliseconds since 1970, as `dueAt`. */
  readonly writtenAt: number
  /** When it is sent; while it is being sent, when another worker may take it. */
  readonly dueAt: number
  readonly attempts: number
}

export interface MailQuery {
  /** `next` or `previous` of a page. Any other text is the problem `invalid_cursor`. */
  readonly cursor?: string | undefined
  /** At most this many mails: 1 to 1000. */
  readonly limit: number
}

export interface MailPage {
  readonly mails: readonly WaitingMail[]
  readonly next?: string | undefined
  readonly previous?: string | undefined
}

export interface MailClaim {
  /** Milliseconds since 1970, as `until`. */
  readonly now: number
  readonly until: number
  readonly limit: number
}

/** Mails wait here, in the store, until they are sent; a crash loses none. */
export interface Outbox {
  put(mails: readonly NewMail[]): Promise<void>
  /** Claims due mails until `until` (ms). After that another worker can claim them, so a crash loses no mail. */
  claim(claim: MailClaim): Promise<readonly ClaimedMail[]>
  /** Replaces the mail by others in one transaction; an empty list deletes it. */
  replace(mail: ClaimedMail, by: readonly NewMail[]): Promise<void>
  /** Schedules a retry at `until` (ms). Does nothing when another worker has claimed the mail by now. */
  postpone(mail: ClaimedMail, until: number): Promise<void>
  /** Ids of the active accounts with this address, ignoring ASCII case; the oldest first. */
  findRecipients(address: string): Promise<readonly UserId[]>
  /** A page in the order of writing. Throws the problem `invalid_cursor`, and RangeError for a limit out of bounds. */
  list(query: MailQuery): Promise<MailPage>
  find(id: number): Promise<WaitingMail | undefined>
  /** How many wait, up to 10,000: there may be more. */
  count(): Promise<number>
  /** It is due at once, and its attempts stay. One that a worker holds may be sent twice. `by`: who acts, and from where. */
  retry(id: number, now: number, by?: Origin): Promise<'done' | 'gone'>
  /** It is not sent, unless a worker holds it. Only `flows/admin` calls this and `retry`. */
  drop(id: number, now: number, by?: Origin): Promise<'done' | 'gone'>
}
