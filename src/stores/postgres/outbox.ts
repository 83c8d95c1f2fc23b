/** SQL for the outbox. */
import { toMail, toWaitingMail } from '../rows/mail.ts'
import { toText, toUserId } from '../rows/row.ts'
import type { MailStatements } from '../transactions/mail-statements.ts'
import type { AsyncStatements } from '../transactions/transaction.ts'
import { type Connection, countOf, done, firstOf, isAny, rowsOf } from './connection.ts'
import type { UserKey } from './user-key.ts'
import { folded } from './users.ts'

export function createMailStatements(on: Connection, keyOf: UserKey): Pick<AsyncStatements, keyof MailStatements> {
  return {
    insertMail: ({ kind, userId, to, stamp, now }) => {
      const token = [stamp?.jti ?? null, stamp?.iat ?? null, stamp?.exp ?? null]
      return done(on.query(sql.insert, [kind, userId === undefined ? null : keyOf(userId), to, ...token, now]))
    },
    isMailDue: (now, latest) => isAny(on.query(sql.isDue, [now, latest])),
    claimMails: async ({ now, until, limit }, latest) =>
      (await rowsOf(on.query(sql.claim, [now, latest, until, limit]))).map(toMail),
    postponeMail: ({ id, attempt }, until) => done(on.query(sql.postpone, [id, attempt, until])),
    listMails: async ({ from, isBackwards }, limit) => {
      const answer = isBackwards
        ? on.query(sql.listBefore, [from?.key ?? Number.MAX_SAFE_INTEGER, limit])
        : on.query(sql.listAfter, [from?.key ?? 0, limit])
      return (await rowsOf(answer)).map(toWaitingMail)
    },
    findMail: async id => (await rowsOf(on.query(sql.find, [id]))).map(toWaitingMail)[0],
    lockMail: async id => (await rowsOf(on.query(sql.lock, [id]))).map(toWaitingMail)[0],
    countMails: most => countOf(on.query(sql.some, [most])),
    hastenMail: (id, at) => done(on.query(sql.hasten, [id, at])),
    deleteMail: id => isAny(on.query(sql.remove, [id])),
    deleteMailsTo: (userId, kind) => done(on.query(sql.removeOfKind, [keyOf(userId), kind])),
    insertEmailRevert: async ({ jti, userId, email, now }, keptSince) => {
      await on.query(sql.forgetReverts, [keyOf(userId), keptSince])
      await on.query(sql.insertRevert, [jti, keyOf(userId), email, now])
    },
    findEmailRevert: async jti => {
      const row = await firstOf(on.query(sql.findRevert, [jti]))
      return row && { id: Number(row.id), userId: toUserId(row.user_id), email: String(row.email) }
    },
    hasEmailRevert: (userId, since) => isAny(on.query(sql.hasRevert, [keyOf(userId), since])),
    deleteEmailRevertsFrom: (userId, id) => done(on.query(sql.deleteReverts, [keyOf(userId), id])),
    newestLink: async (userId, kind) => toText((await firstOf(on.query(sql[kind].read, [keyOf(userId)])))?.jti),
    setNewestLink: (userId, kind, jti) => done(on.query(sql[kind].write, [keyOf(userId), jti])),
    findRecipients: async ([ascii, letters]) =>
      (await rowsOf(on.query(sql.recipients, [ascii, letters]))).map(({ id }) => toUserId(id)),
  }
}

const sql = {
  insert: `
    INSERT INTO outbox (kind, user_id, recipient, jti, iat, exp, written_at, due_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $7)`,
  isDue: 'SELECT FROM outbox WHERE due_at <= $1 OR due_at > $2 LIMIT 1',
  // Locked by the first who looks and left out by the others: literally translated, twenty nodes sent each mail twice.
  claim: `
    WITH claimed AS (
      UPDATE outbox SET due_at = $3, attempts = attempts + 1 WHERE id = ANY (ARRAY(
        SELECT id FROM outbox WHERE due_at <= $1 OR due_at > $2 ORDER BY due_at, id LIMIT $4 FOR UPDATE SKIP LOCKED))
      RETURNING *)
    SELECT * FROM claimed ORDER BY id`,
  postpone: 'UPDATE outbox SET due_at = $3 WHERE id = $1 AND attempts = $2',
  listAfter: 'SELECT * FROM outbox WHERE id > $1 ORDER BY id LIMIT $2',
  listBefore: 'SELECT * FROM outbox WHERE id < $1 ORDER BY id DESC LIMIT $2',
  find: 'SELECT * FROM outbox WHERE id = $1',
  lock: 'SELECT * FROM outbox WHERE id = $1 FOR UPDATE',
  some: 'SELECT FROM outbox LIMIT $1',
  hasten: 'UPDATE outbox SET due_at = least(due_at, $2) WHERE id = $1',
  remove: 'DELETE FROM outbox WHERE id = $1',
  removeOfKind: 'DELETE FROM outbox WHERE user_id = $1 AND kind = $2',
  forgetReverts: 'DELETE FROM email_reverts WHERE user_id = $1 AND changed_at < $2',
  insertRevert: 'INSERT INTO email_reverts (jti, user_id, email, changed_at) VALUES ($1, $2, $3, $4)',
  findRevert: 'SELECT id, user_id, email FROM email_reverts WHERE jti = $1',
  hasRevert: 'SELECT FROM email_reverts WHERE user_id = $1 AND changed_at >= $2 LIMIT 1',
  deleteReverts: 'DELETE FROM email_reverts WHERE user_id = $1 AND id >= $2',
  email_change: {
    read: 'SELECT email_change_jti AS jti FROM users WHERE id = $1',
    write: 'UPDATE users SET email_change_jti = $2 WHERE id = $1',
  },
  password_reset: {
    read: 'SELECT password_reset_jti AS jti FROM users WHERE id = $1',
    write: 'UPDATE users SET password_reset_jti = $2 WHERE id = $1',
  },
  recipients: `
    SELECT id FROM users WHERE ${folded('email')} IN (${folded('$1')}, ${folded('$2')}) AND is_active
    ORDER BY date_joined, id LIMIT 20`,
}
