/** SQL for users. */
import type { UserColumn } from '../../users/user-fields.ts'
import { type Row, toUserId } from '../rows/row.ts'
import { columnNameOf, toUser, userColumns, userFieldValues, userValues } from '../rows/user.ts'
import type { UserStatements } from '../transactions/user-statements.ts'
import { constraintOf, unlessInUse } from './constraints.ts'
import { type Database, toSql } from './database.ts'

/** `columns`: the application's columns. */
export function createUserStatements(db: Database, columns: readonly UserColumn[]): UserStatements {
  const sql = prepareStatements(db, columns)
  const read = (row: Row | undefined) => (row === undefined ? undefined : toUser(columns, row))
  const readAll = (rows: readonly Row[]) => rows.map(row => toUser(columns, row))
  const findUser: UserStatements['findUser'] = id => read(sql.find.get(id))

  return {
    findUser,
    // No lock needed: a write transaction in SQLite excludes all others.
    lockUser: findUser,
    lockAnotherSuperuser: id => sql.anotherSuperuser.get(id) !== undefined,
    findUserByLogin: key => read(sql.byLogin.get(key)),
    lockProvenHolders: ([ascii, letters], email) => readAll(sql.provenHolders.all(ascii, letters, email)),
    hasUsers: () => sql.any.get() !== undefined,
    listUsersAfter: (id, limit) => readAll(id === null ? sql.first.all(limit) : sql.after.all(id, limit)),
    findDeletedUsers: ids => sql.deleted.all(JSON.stringify(ids)).map(row => toUserId(row.user_id)),
    insertUser: (key, user) => {
      const values = [user.id ?? null, ...userValues(key, user), ...userFieldValues(columns, user.fields)]
      return unlessTaken(() => read(sql.insert.get(...values.map(toSql))))
    },
    updateUser: (key, { id, username, email, emailVerified, firstName, lastName, fields }) => {
      const values = [key, username, email, Number(emailVerified), firstName, lastName]
      return unlessTaken(() => read(sql.update.get(...values, ...userFieldValues(columns, fields).map(toSql), id)))
    },
    setEmailVerified: id => void sql.setEmailVerified.run(id),
    ownerProvenAt: id => {
      const at = sql.ownerProvenAt.get(id)?.owner_proven_at
      return at === null || at === undefined ? undefined : Number(at)
    },
    setOwnerProven: (id, at) => void sql.setOwnerProven.run(at, id),
    setPassword: (id, to) => sql.setPassword.run(to.reveal(), id).changes === 1,
    replacePassword: (id, from, to) => void sql.replacePassword.run(to.reveal(), id, from.reveal()),
    setFlags: (id, { isActive, isStaff, isSuperuser }) =>
      void sql.setFlags.run(...[isActive, isStaff, isSuperuser].map(Number), id),
    recordLogin: (id, at) => void sql.recordLogin.run(at, id),
    deleteUser: id => unlessInUse(() => void sql.delete.run(id)),
    tokensNotBefore: id => Number(sql.tokensNotBefore.get(id)?.tokens_not_before ?? 0),
    setTokensNotBefore: (id, at) => Number(sql.setTokensNotBefore.get(at, id)?.tokens_not_before ?? at),
    raiseTokensNotBefore: (id, at) => Number(sql.raiseTokensNotBefore.get(at, id)?.tokens_not_before ?? at),
    setAllTokensNotBefore: at => void sql.setAllTokensNotBefore.run(at),
  }
}

function prepareStatements(db: Database, columns: readonly UserColumn[]) {
  const names = columns.map(column => `, ${columnNameOf(column)}`).join('')
  const places = ', ?'.repeat(columns.length)
  const assignments = columns.map(column => `, ${columnNameOf(column)} = ?`).join('')
  return {
    find: db.prepare('SELECT * FROM users WHERE id = ?'),
    byLogin: db.prepare('SELECT * FROM users WHERE login = ?'),
    provenHolders: db.prepare(`
      SELECT * FROM users WHERE lower(email) IN (lower(?), lower(?)) AND email_verified = 1 ORDER BY email <> ?, id LIMIT 20`),
    anotherSuperuser: db.prepare('SELECT 1 FROM users WHERE is_superuser = 1 AND is_active = 1 AND id <> ? LIMIT 1'),
    any: db.prepare('SELECT 1 FROM users LIMIT 1'),
    first: db.prepare('SELECT * FROM users ORDER BY id LIMIT ?'),
    after: db.prepare('SELECT * FROM users WHERE id > ? ORDER BY id LIMIT ?'),
    deleted: db.prepare(`
      SELECT DISTINCT user_id FROM audit
      WHERE event = 'user.deleted' AND user_id IN (SELECT value FROM json_each(?))`),
    insert: db.prepare(`
      INSERT INTO users (id, ${userColumns}${names})
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?${places}) RETURNING *`),
    update: db.prepare(`
      UPDATE users SET login = ?, username = ?, email = ?, email_verified = ?, first_name = ?, last_name = ?${assignments}
      WHERE id = ? RETURNING *`),
    setEmailVerified: db.prepare('UPDATE users SET email_verified = 1 WHERE id = ?'),
    ownerProvenAt: db.prepare('SELECT owner_proven_at FROM users WHERE id = ?'),
    setOwnerProven: db.prepare('UPDATE users SET owner_proven_at = ? WHERE id = ?'),
    setPassword: db.prepare('UPDATE users SET password = ? WHERE id = ?'),
    replacePassword: db.prepare('UPDATE users SET password = ? WHERE id = ? AND password = ?'),
    setFlags: db.prepare('UPDATE users SET is_active = ?, is_staff = ?, is_superuser = ? WHERE id = ?'),
    recordLogin: db.prepare('UPDATE users SET last_login = ? WHERE id = ?'),
    delete: db.prepare('DELETE FROM users WHERE id = ?'),
    tokensNotBefore: db.prepare('SELECT tokens_not_before FROM users WHERE id = ?'),
    setTokensNotBefore: db.prepare(`
      UPDATE users SET tokens_not_before = max(tokens_not_before, ?,
        coalesce((SELECT max(started_at, last_used_at) FROM sessions
                  WHERE user_id = users.id ORDER BY max(started_at, last_used_at) DESC LIMIT 1), 0))
      WHERE id = ? RETURNING tokens_not_before`),
    raiseTokensNotBefore: db.prepare(
      'UPDATE users SET tokens_not_before = max(tokens_not_before, ?) WHERE id = ? RETURNING tokens_not_before',
    ),
    setAllTokensNotBefore: db.prepare('UPDATE users SET tokens_not_before = max(tokens_not_before, ?)'),
  }
}

function unlessTaken<T>(write: () => T): T | undefined {
  try {
    return write()
  } catch (error) {
    // Of another table: a trigger of the application wrote there, and may have ended the transaction.
    const constraint = constraintOf(error)
    if (constraint?.rule === 'unique' && constraint.table === 'users') return undefined
    throw error
  }
}
