/** Statements for the outbox. */
import type { UserId } from '../../kernel/user-id.ts'
import type { ClaimedMail, MailClaim, NewMail } from '../../mail/outbox.ts'

export interface MailStatements {
  insertMail(mail: NewMail): void
  /** Those that are due by `now`, or only after `latest`. */
  isMailDue(now: number, latest: number): boolean
  /** One statement, so that of any number of processes only one gets each mail. */
  claimMails(claim: MailClaim, latest: number): readonly ClaimedMail[]
  /** Does nothing if another process has claimed it since. */
  postponeMail(mail: ClaimedMail, until: number): void
  /** `false`: it was already deleted. */
  deleteMail(id: number): boolean
  /** Deletes mails whose link allows changing the account. */
  deleteLinksTo(userId: UserId): void
  /** Ids of active accounts with the address in any ASCII case, oldest first, at most twenty. */
  findRecipients(address: string): readonly UserId[]
}
