/** SQL for the outbox. */
import { toMail, toWaitingMail } from '../rows/mail.ts'
import { toText, toUserId } from '../rows/row.ts'
import type { MailStatements } from '../transactions/mail-statements.ts'
import type { Database } from './database.ts'

export function createMailStatements(db: Database): MailStatements {
  const sql = prepareStatements(db)
  const findMail = (id: number) => sql.find.all(id).map(toWaitingMail)[0]
  return {
    insertMail: ({ kind, userId, to, stamp, now }) => {
      const token = [stamp?.jti ?? null, stamp?.iat ?? null, stamp?.exp ?? null]
      sql.insert.run(kind, userId ?? null, to, ...token, now, now)
    },
    isMailDue: (now, latest) => sql.isDue.get(now, latest) !== undefined,
    claimMails: ({ now, until, limit }, latest) => sql.claim.all(until, now, latest, limit).map(toMail),
    postponeMail: ({ id, attempt }, until) => void sql.postpone.run(until, id, attempt),
    listMails: ({ from, isBackwards }, limit) => {
      const rows = isBackwards
        ? sql.listBefore.all(from?.key ?? Number.MAX_SAFE_INTEGER, limit)
        : sql.listAfter.all(from?.key ?? 0, limit)
      return rows.map(toWaitingMail)
    },
    findMail,
    // No lock needed: a write transaction in SQLite excludes all others.
    lockMail: findMail,
    countMails: most => Number(sql.count.get(most)?.found),
    hastenMail: (id, at) => void sql.hasten.run(at, id),
    deleteMail: id => sql.remove.run(id).changes === 1,
    deleteMailsTo: (userId, kind) => void sql.removeOfKind.run(userId, kind),
    insertEmailRevert: ({ jti, userId, email, now }, keptSince) => {
      sql.forgetReverts.run(userId, keptSince)
      sql.insertRevert.run(jti, userId, email, now)
    },
    findEmailRevert: jti => {
      const row = sql.findRevert.get(jti)
      return row && { id: Number(row.id), userId: toUserId(row.user_id), email: String(row.email) }
    },
    hasEmailRevert: (userId, since) => sql.hasRevert.get(userId, since) !== undefined,
    deleteEmailRevertsFrom: (userId, id) => void sql.deleteReverts.run(userId, id),
    newestLink: (userId, kind) => toText(sql[kind].read.get(userId)?.jti),
    setNewestLink: (userId, kind, jti) => void sql[kind].write.run(jti, userId),
    findRecipients: ([ascii, letters]) => sql.recipients.all(ascii, letters).map(({ id }) => toUserId(id)),
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
    listAfter: db.prepare('SELECT * FROM outbox WHERE id > ? ORDER BY id LIMIT ?'),
    listBefore: db.prepare('SELECT * FROM outbox WHERE id < ? ORDER BY id DESC LIMIT ?'),
    find: db.prepare('SELECT * FROM outbox WHERE id = ?'),
    count: db.prepare('SELECT count(*) AS found FROM (SELECT 1 FROM outbox LIMIT ?)'),
    hasten: db.prepare('UPDATE outbox SET due_at = min(due_at, ?) WHERE id = ?'),
    remove: db.prepare('DELETE FROM outbox WHERE id = ?'),
    removeOfKind: db.prepare('DELETE FROM outbox WHERE user_id = ? AND kind = ?'),
    forgetReverts: db.prepare('DELETE FROM email_reverts WHERE user_id = ? AND changed_at < ?'),
    insertRevert: db.prepare('INSERT INTO email_reverts (jti, user_id, email, changed_at) VALUES (?, ?, ?, ?)'),
    findRevert: db.prepare('SELECT id, user_id, email FROM email_reverts WHERE jti = ?'),
    hasRevert: db.prepare('SELECT 1 FROM email_reverts WHERE user_id = ? AND changed_at >= ? LIMIT 1'),
    deleteReverts: db.prepare('DELETE FROM email_reverts WHERE user_id = ? AND id >= ?'),
    email_change: {
      read: db.prepare('SELECT email_change_jti AS jti FROM users WHERE id = ?'),
      write: db.prepare('UPDATE users SET email_change_jti = ? WHERE id = ?'),
    },
    password_reset: {
      read: db.prepare('SELECT password_reset_jti AS jti FROM users WHERE id = ?'),
      write: db.prepare('UPDATE users SET password_reset_jti = ? WHERE id = ?'),
    },
    // SQLite's lower() only folds ASCII, which is the rule for addresses.
    recipients: db.prepare(
      'SELECT id FROM users WHERE lower(email) IN (lower(?), lower(?)) AND is_active = 1 ORDER BY date_joined LIMIT 20',
    ),
  }
}
