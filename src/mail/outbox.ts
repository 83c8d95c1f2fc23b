/**
 * Mails that are still to be sent. One is written in the transaction of the deed that it tells of, so that neither is
 * there without the other, and goes when somebody has taken it over. What rests here is what a mail can be made from:
 * no token text, and no wording.
 */

import type { UserId } from '../kernel/user-id.ts'
import type { MailKind } from '../ports/mail-templates.ts'
import type { TokenStamp } from '../tokens/mint.ts'

export interface NewMail {
  readonly kind: MailKind
  /** Absent: whichever accounts have the address, and there may be none. */
  readonly userId?: UserId | undefined
  /** The address, as it is written to. */
  readonly to: string
  /** What the token of its link will be minted from. */
  readonly stamp?: TokenStamp | undefined
  /** Milliseconds since 1970. */
  readonly now: number
}

/** A mail to the account that the deed is about, at the address that it has then. */
export type AttachedMail = Omit<NewMail, 'userId' | 'to'>

export interface ClaimedMail extends Omit<NewMail, 'now'> {
  readonly id: number
  readonly writtenAt: number
  /** How often it was taken, this time included. Whoever has another number has lost it to somebody else. */
  readonly attempt: number
}

export interface Outbox {
  put(mails: readonly NewMail[]): Promise<void>
  /** Takes what is due. Nobody else gets it before `until` (ms), and then it counts as not sent: a crash loses none. */
  claim(claim: {
    readonly now: number
    readonly until: number
    readonly limit: number
  }): Promise<readonly ClaimedMail[]>
  /** Writes others in its place, in one transaction; none of them ends it. */
  replace(mail: ClaimedMail, by: readonly NewMail[]): Promise<void>
  /** To be tried again at that moment (ms). Does nothing when somebody else has it by now. */
  postpone(mail: ClaimedMail, until: number): Promise<void>
  /** Ids of the active accounts that have the address, whatever the ASCII case of either; the oldest come first. */
  findRecipients(address: string): Promise<readonly UserId[]>
}
