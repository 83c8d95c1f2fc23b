/** Mails that wait, behind the Outbox port. */
import type { ClaimedMail, NewMail, Outbox } from '../../mail/outbox.ts'
import type { MailKind } from '../../ports/mail-templates.ts'
import { type Database, type Row, read } from './database.ts'
import type { Write } from './group-commit.ts'
import { toUserId } from './user-ids.ts'

/** Writes a mail inside the transaction of the deed that it tells of. */
export type PutMail = (mail: NewMail) => void

export function createPutMail(db: Database): PutMail {
  const insert = db.prepare(`
    INSERT INTO outbox (kind, user_id, recipient, jti, iat, exp, written_at, due_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`)
  return ({ kind, userId, to, stamp, now }) => {
    insert.run(kind, userId ?? null, to, stamp?.jti ?? null, stamp?.iat ?? null, stamp?.exp ?? null, now, now)
  }
}

export function createOutbox(db: Database, write: Write, put: PutMail): Outbox {
  const sql = prepareStatements(db)

  const replace = ({ id }: ClaimedMail, by: readonly NewMail[]) => {
    // It is gone when somebody else was faster: then they have written the others too.
    if (sql.remove.run(id).changes === 0) return
    by.forEach(put)
  }

  return {
    put: mails => write(() => mails.forEach(put)),
    async claim({ now, until, limit }) {
      // Every process looks every few seconds: one with nothing to do takes no write lock.
      if ((await read(() => sql.isDue.get(now))) === undefined) return []
      return await write(() => sql.claim.all(until, now, limit).map(toMail))
    },
    replace: (mail, by) => write(() => replace(mail, by)),
    postpone: ({ id, attempt }, until) => write(() => void sql.postpone.run(until, id, attempt)),
    findRecipients: address => read(() => sql.recipients.all(address).map(({ id }) => toUserId(id))),
  }
}

function prepareStatements(db: Database) {
  return {
    isDue: db.prepare('SELECT 1 FROM outbox WHERE due_at <= ? LIMIT 1'),
    // One statement: of any number of processes, one gets each row.
    claim: db.prepare(`
      UPDATE outbox SET due_at = ?, attempts = attempts + 1
      WHERE id IN (SELECT id FROM outbox WHERE due_at <= ? ORDER BY due_at, id LIMIT ?)
      RETURNING *`),
    postpone: db.prepare('UPDATE outbox SET due_at = ? WHERE id = ? AND attempts = ?'),
    remove: db.prepare('DELETE FROM outbox WHERE id = ?'),
    // SQLite's lower() knows ASCII alone, which is what an address may be folded by. A shared mailbox has its end too.
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
