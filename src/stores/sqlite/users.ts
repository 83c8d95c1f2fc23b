/** SQL for users, and the mapping of their rows. */
import { parseInstant } from '../../kernel/instant.ts'
import { Secret } from '../../kernel/secret.ts'
import type { UserQuery } from '../../users/directory.ts'
import type { NewUser, User } from '../../users/user.ts'
import type { UserColumn } from '../../users/user-fields.ts'
import type { UserStatements } from '../transactions/user-statements.ts'
import { constraintOf } from './constraints.ts'
import type { Database, Row } from './database.ts'
import { columnNameOf, readUserFields, writeUserFields } from './user-columns.ts'
import { toUserId } from './user-ids.ts'

/** `columns`: the application's columns. */
export function createUserStatements(db: Database, columns: readonly UserColumn[]): UserStatements {
  const sql = prepareStatements(db, columns)
  const toUser = (row: Row | undefined) => (row === undefined ? undefined : readUser(columns, row))
  const toUsers = (rows: readonly Row[]) => rows.map(row => readUser(columns, row))
  const findUser: UserStatements['findUser'] = id => toUser(sql.find.get(id))

  return {
    findUser,
    // No lock needed: a write transaction in SQLite excludes all others.
    lockUser: findUser,
    findUserByLogin: key => toUser(sql.byLogin.get(key)),
    lockProvenHolders: email => toUsers(sql.provenHolders.all(email, email)),
    hasUsers: () => sql.any.get() !== undefined,
    listUsers: query => toUsers(sql.list.all(...listValues(query))),
    insertUser: (key, user) => {
      const values = [...insertValues(key, user), ...writeUserFields(columns, user.fields)]
      return unlessTaken(() => toUser(sql.insert.get(...values)))
    },
    updateUser: (key, { id, username, email, emailVerified, firstName, lastName, fields }) => {
      const values = [key, username, email, Number(emailVerified), firstName, lastName]
      return unlessTaken(() => toUser(sql.update.get(...values, ...writeUserFields(columns, fields), id)))
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
    setTokensNotBefore: (id, at) => void sql.setTokensNotBefore.run(at, id),
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
      SELECT * FROM users WHERE lower(email) = lower(?) AND email_verified = 1 ORDER BY email <> ?, id LIMIT 20`),
    any: db.prepare('SELECT 1 FROM users LIMIT 1'),
    list: db.prepare(`
      SELECT * FROM users WHERE email LIKE ? ESCAPE '\\' OR username LIKE ? ESCAPE '\\'
      ORDER BY id LIMIT ? OFFSET ?`),
    insert: db.prepare(`
      INSERT INTO users (id, login, username, email, first_name, last_name,
                         is_active, is_staff, is_superuser, email_verified, date_joined, password${names})
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
    setTokensNotBefore: db.prepare('UPDATE users SET tokens_not_before = ? WHERE id = ?'),
    setAllTokensNotBefore: db.prepare('UPDATE users SET tokens_not_before = ?'),
  }
}

function insertValues(key: string, user: NewUser) {
  const { username = '', email, firstName = '', lastName = '', isActive = true, emailVerified = false } = user
  const flags = [isActive, user.isStaff ?? false, user.isSuperuser ?? false, emailVerified].map(Number)
  return [user.id ?? null, key, username, email, firstName, lastName, ...flags, user.dateJoined, user.password.reveal()]
}

function listValues({ search = '', limit, offset }: UserQuery) {
  const pattern = `%${search.replaceAll(/[\\%_]/g, '\\$&')}%`
  return [pattern, pattern, limit, offset]
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

function unlessInUse(write: () => void): 'deleted' | 'in_use' {
  try {
    write()
    return 'deleted'
  } catch (error) {
    if (constraintOf(error)?.rule === 'foreign_key') return 'in_use'
    throw error
  }
}

function readUser(columns: readonly UserColumn[], row: Row): User {
  return {
    id: toUserId(row.id),
    username: String(row.username),
    email: String(row.email),
    emailVerified: row.email_verified === 1,
    firstName: String(row.first_name),
    lastName: String(row.last_name),
    isActive: row.is_active === 1,
    isStaff: row.is_staff === 1,
    isSuperuser: row.is_superuser === 1,
    dateJoined: parseInstant(String(row.date_joined)),
    lastLogin: row.last_login === null ? null : parseInstant(String(row.last_login)),
    password: new Secret(String(row.password)),
    fields: readUserFields(columns, row),
  }
}
