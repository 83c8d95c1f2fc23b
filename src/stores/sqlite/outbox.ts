/** SQL for the outbox. */
import type { ClaimedMail } from '../../mail/outbox.ts'
import type { MailKind } from '../../ports/mail-templates.ts'
import type { MailStatements } from '../transactions/mail-statements.ts'
import type { Database, Row } from './database.ts'
import { toUserId } from './user-ids.ts'

export function createMailStatements(db: Database): MailStatements {
  const sql = prepareStatements(db)
  return {
    insertMail: ({ kind, userId, to, stamp, now }) => {
      const token = [stamp?.jti ?? null, stamp?.iat ?? null, stamp?.exp ?? null]
      sql.insert.run(kind, userId ?? null, to, ...token, now, now)
    },
    isMailDue: (now, latest) => sql.isDue.get(now, latest) !== undefined,
    claimMails: ({ now, until, limit }, latest) => sql.claim.all(until, now, latest, limit).map(toMail),
    postponeMail: ({ id, attempt }, until) => void sql.postpone.run(until, id, attempt),
    deleteMail: id => sql.remove.run(id).changes === 1,
    deleteLinksTo: userId => void sql.removeLinks.run(userId),
    findRecipients: address => sql.recipients.all(address).map(({ id }) => toUserId(id)),
  }
}

function prepareStatements(db: Database) {
  return {
    insert: db.prepare(`
      INSERT INTO outbox (kind, user_id, recipient, jti, iat, exp, written_at, due_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`),
    isDue: db.prepare('SELECT 1 FROM outbox WHERE due_at <= ? OR due_at > ? LIMIT 1'),
    claim: db.prepare(`
      UPDATE outbox SET due_at = ?, attempts = attempts + 1
      WHERE id IN (SELECT id FROM outbox WHERE due_at <= ? OR due_at > ? ORDER BY due_at, id LIMIT ?)
      RETURNING *`),
    postpone: db.prepare('UPDATE outbox SET due_at = ? WHERE id = ? AND attempts = ?'),
    remove: db.prepare('DELETE FROM outbox WHERE id = ?'),
    removeLinks: db.prepare("DELETE FROM outbox WHERE user_id = ? AND kind IN ('email_change', 'password_reset')"),
    // SQLite's lower() only folds ASCII, which is the rule for addresses.
    recipients: db.prepare(
      'SELECT id FROM users WHERE lower(email) = lower(?) AND is_active = 1 ORDER BY date_joined LIMIT 20',
    ),
  }
}

function toMail(row: Row): ClaimedMail {
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
