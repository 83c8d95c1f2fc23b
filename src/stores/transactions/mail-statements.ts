/** Statements about mails that wait to be sent. */
import type { UserId } from '../../kernel/user-id.ts'
import type { ClaimedMail, MailClaim, NewMail } from '../../mail/outbox.ts'

export interface MailStatements {
  insertMail(mail: NewMail): void
  isMailDue(now: number): boolean
  /** One statement: of any number of processes, one gets each mail. */
  claimMails(claim: MailClaim): readonly ClaimedMail[]
  /** Does nothing when another process has it by now. */
  postponeMail(mail: ClaimedMail, until: number): void
  /** `false`: it is gone already. */
  deleteMail(id: number): boolean
  /** Mails whose link lets its reader change the account. */
  deleteLinksTo(userId: UserId): void
  /** Ids of the active accounts that have the address in any ASCII case, the oldest first, twenty at most. */
  findRecipients(address: string): readonly UserId[]
}
