/** Statements for the outbox. */
import type { UserId } from '../../kernel/user-id.ts'
import type { ClaimedMail, MailClaim, NewMail, WaitingMail } from '../../mail/outbox.ts'
import type { PlaceWalk } from './pages.ts'

/** Links that let their reader change the account. */
export type LinkKind = 'email_change' | 'password_reset'

export interface NewEmailRevert {
  readonly jti: string
  readonly userId: UserId
  /** The old address. */
  readonly email: string
  readonly now: number
}

export interface EmailRevert {
  /** Counts up with each change. */
  readonly id: number
  readonly userId: UserId
  readonly email: string
}

export interface MailStatements {
  insertMail(mail: NewMail): void
  /** Those that are due by `now`, or only after `latest`. */
  isMailDue(now: number, latest: number): boolean
  /** One statement, so that of any number of processes only one gets each mail. */
  claimMails(claim: MailClaim, latest: number): readonly ClaimedMail[]
  /** Does nothing if another process has claimed it since. */
  postponeMail(mail: ClaimedMail, until: number): void
  /** By the number of the mail, which is the key of its place. */
  listMails(walk: PlaceWalk, limit: number): readonly WaitingMail[]
  findMail(id: number): WaitingMail | undefined
  /** Locks it: no worker takes it until the transaction ends. */
  lockMail(id: number): WaitingMail | undefined
  countMails(most: number): number
  /** It is due by then, or earlier. */
  hastenMail(id: number, at: number): void
  /** `false`: it was already deleted. */
  deleteMail(id: number): boolean
  /** Mails of this kind to this user. */
  deleteMailsTo(userId: UserId, kind: LinkKind): void
  /** The id of the newest link of the kind; `undefined` where none is open. */
  newestLink(userId: UserId, kind: LinkKind): string | undefined
  /** Remembers what a link to the old address takes back, and forgets what is older than `keptSince`. */
  insertEmailRevert(change: NewEmailRevert, keptSince: number): void
  findEmailRevert(jti: string): EmailRevert | undefined
  /** Whether the user's address changed since then, and the change was not taken back. */
  hasEmailRevert(userId: UserId, since: number): boolean
  /** That change and all later ones. */
  deleteEmailRevertsFrom(userId: UserId, id: number): void
  setNewestLink(userId: UserId, kind: LinkKind, jti: string | null): void
  /** Ids of active accounts with the address in any ASCII case, oldest first, at most twenty. */
  findRecipients(spellings: readonly [ascii: string, letters: string]): readonly UserId[]
}
