/** Reads the rows of the outbox. */
import type { ClaimedMail, WaitingMail } from '../../mail/outbox.ts'
import type { MailKind } from '../../ports/mail-templates.ts'
import { type Row, toUserId } from './row.ts'

export function toMail(row: Row): ClaimedMail {
  const { jti, iat, exp } = row
  return {
    id: Number(row.id),
    kind: row.kind as MailKind,
    to: String(row.recipient),
    writtenAt: Number(row.written_at),
    attempt: Number(row.attempts),
    ...(row.user_id === null ? {} : { userId: toUserId(row.user_id) }),
    ...(jti === null ? {} : { stamp: { jti: String(jti), iat: Number(iat), exp: Number(exp) } }),
  }
}

export function toWaitingMail(row: Row): WaitingMail {
  const { stamp, attempt, ...mail } = toMail(row)
  return { ...mail, dueAt: Number(row.due_at), attempts: attempt }
}
