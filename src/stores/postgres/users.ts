/** SQL for users. */
import type { UserId } from '../../kernel/user-id.ts'
import type { User } from '../../users/user.ts'
import type { UserColumn } from '../../users/user-fields.ts'
import { type Row, toMoment, toUserId } from '../rows/row.ts'
import { columnNameOf, toUser, userColumns, userFieldValues, userValues } from '../rows/user.ts'
import type { AsyncStatements } from '../transactions/transaction.ts'
import type { UserStatements } from '../transactions/user-statements.ts'
import { type Connection, done, firstOf, isAny, rowsOf, unlessRefused } from './connection.ts'
import { sqlStateOf } from './faults.ts'
import type { UserKey } from './user-key.ts'

/** `columns`: the application's columns. */
export function createUserStatements(
  on: Connection,
  keyOf: UserKey,
  columns: readonly UserColumn[],
): Pick<AsyncStatements, keyof UserStatements> {
  const sql = statementsWith(columns)
  const read = (row: Row | undefined): User | undefined => (row === undefined ? undefined : toUser(columns, row))
  const readAll = (rows: readonly Row[]) => rows.map(row => toUser(columns, row))

  return {
    findUser: async id => read(await firstOf(on.query(sql.find, [keyOf(id)]))),
    lockUser: async id => read(await firstOf(on.query(sql.lock, [keyOf(id)]))),
    lockAnotherSuperuser: async id =>
      (await rowsOf(on.query(sql.lockSuperusers, [keyOf(id)]))).some(row => row.is_other === true),
    findUserByLogin: async key => read(await firstOf(on.query(sql.byLogin, [storable(key)]))),
    lockProvenHolders: async ([ascii, letters], email) =>
      readAll(await rowsOf(on.query(sql.provenHolders, [ascii, letters, email].map(storable)))),
    hasUsers: () => isAny(on.query(sql.any)),
    listUsersAfter: async (id, limit) =>
      readAll(await rowsOf(id === null ? on.query(sql.first, [limit]) : on.query(sql.after, [keyOf(id), limit]))),
    findDeletedUsers: async ids => {
      const keys = ids.flatMap(id => keyOf(id) ?? []).map(String)
      return (await rowsOf(on.query(sql.deleted, [keys]))).map(row => toUserId(row.user_id))
    },
    insertUser: async (key, user) => {
      const values = [...userValues(key, user), ...userFieldValues(columns, user.fields)]
      if (user.id === undefined) return read(await firstOf(on.query(sql.insert, values)))
      // Before: a registration that got this id from the sequence is then there, and none gets it later.
      if (typeof user.id === 'number') await passSequence(on, user.id)
      return read(await firstOf(on.query(sql.insertWithId, [...values, user.id])))
    },
    updateUser: (key, { id, username, email, emailVerified, firstName, lastName, fields }) => {
      const values = [key, username, email, emailVerified, firstName, lastName, ...userFieldValues(columns, fields)]
      const update = async () => read(await firstOf(on.query(sql.update, [...values, keyOf(id)])))
      return unlessRefused(on, isTaken, update, undefined)
    },
    setEmailVerified: id => done(on.query(sql.setEmailVerified, [keyOf(id)])),
    ownerProvenAt: async id => toMoment((await firstOf(on.query(sql.ownerProvenAt, [keyOf(id)])))?.at) ?? undefined,
    setOwnerProven: (id, at) => done(on.query(sql.setOwnerProven, [keyOf(id), at])),
    setPassword: (id, to) => isAny(on.query(sql.setPassword, [keyOf(id), to.reveal()])),
    replacePassword: (id, from, to) => done(on.query(sql.replacePassword, [keyOf(id), from.reveal(), to.reveal()])),
    setFlags: (id, { isActive, isStaff, isSuperuser }) =>
      done(on.query(sql.setFlags, [keyOf(id), isActive, isStaff, isSuperuser])),
    recordLogin: (id, at) => done(on.query(sql.recordLogin, [keyOf(id), at])),
    deleteUser: id => {
      const remove = async () => {
        await on.query(sql.delete, [keyOf(id)])
        return 'deleted' as const
      }
      return unlessRefused(on, isReferredTo, remove, 'in_use' as const)
    },
    tokensNotBefore: async id => Number((await firstOf(on.query(sql.tokensNotBefore, [keyOf(id)])))?.at ?? 0),
    setTokensNotBefore: async (id, at) =>
      Number((await firstOf(on.query(sql.setTokensNotBefore, [keyOf(id), at])))?.at ?? at),
    raiseTokensNotBefore: async (id, at) =>
      Number((await firstOf(on.query(sql.raiseTokensNotBefore, [keyOf(id), at])))?.at ?? at),
    setAllTokensNotBefore: at => done(on.query(sql.setAllTokensNotBefore, [at])),
  }
}

/** In another table it was a trigger of the application that met a row. */
function isTaken(error: unknown): boolean {
  return sqlStateOf(error) === '23505' && (error as { readonly table?: string }).table === 'users'
}

export function isReferredTo(error: unknown): boolean {
  return ['23503', '23001'].includes(sqlStateOf(error) ?? '')
}

/** PostgreSQL keeps no NUL in text: what holds one is in no row. */
export function storable(text: string): string | null {
  return text.includes('\0') ? null : text
}

/** An id that was given by hand moves the sequence on: it must not be given again. One import at a time. */
export async function passSequence(on: Connection, id: UserId): Promise<void> {
  await on.query("SELECT pg_advisory_xact_lock(1818324843, hashtext('user ids'))")
  const row = await firstOf(on.query(sequence.behind, [id]))
  const behind = Number(row?.behind)
  if (behind > farAway) await on.query(sequence.jump, [id])
  else if (behind > 0) await on.query(sequence.walk, [behind])
}

/** A jump may set the sequence back behind registrations that come in between: not from so far. */
const farAway = 1000

const name = "pg_get_serial_sequence('users', 'id')::regclass"
const sequence = {
  behind: `SELECT $1::bigint - coalesce(pg_sequence_last_value(${name}), 0) AS behind`,
  jump: `SELECT setval(${name}, $1::bigint)`,
  walk: `SELECT max(nextval(${name})) FROM generate_series(1, $1::bigint)`,
}

function statementsWith(columns: readonly UserColumn[]) {
  const place = (from: number) => columns.map((_, index) => `, $${from + index}`).join('')
  const names = columns.map(column => `, ${columnNameOf(column)}`).join('')
  const assignments = columns.map((column, index) => `, ${columnNameOf(column)} = $${7 + index}`).join('')
  const fixed = '$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11'
  const conflict = 'ON CONFLICT DO NOTHING RETURNING *'
  return {
    find: 'SELECT * FROM users WHERE id = $1',
    lock: 'SELECT * FROM users WHERE id = $1 FOR NO KEY UPDATE',
    // The first two in the order of their ids: one of them is another. One that loses the flag meanwhile is passed over.
    lockSuperusers: `
      SELECT id <> $1 AS is_other FROM users WHERE is_superuser AND is_active ORDER BY id LIMIT 2 FOR NO KEY UPDATE`,
    byLogin: 'SELECT * FROM users WHERE login = $1',
    provenHolders: `
      SELECT * FROM users WHERE ${folded('email')} IN (${folded('$1')}, ${folded('$2')}) AND email_verified
      ORDER BY email <> $3, id LIMIT 20 FOR NO KEY UPDATE`,
    any: 'SELECT FROM users LIMIT 1',
    first: 'SELECT * FROM users ORDER BY id LIMIT $1',
    after: 'SELECT * FROM users WHERE id > $1 ORDER BY id LIMIT $2',
    deleted: `
      SELECT DISTINCT user_id FROM audit WHERE event = 'user.deleted' AND user_id::text = ANY ($1::text[])`,
    insert: `INSERT INTO users (${userColumns}${names}) VALUES (${fixed}${place(12)}) ${conflict}`,
    insertWithId: `
      INSERT INTO users (${userColumns}${names}, id) VALUES (${fixed}${place(12)}, $${12 + columns.length}) ${conflict}`,
    update: `
      UPDATE users SET login = $1, username = $2, email = $3, email_verified = $4, first_name = $5, last_name = $6${assignments}
      WHERE id = $${7 + columns.length} RETURNING *`,
    setEmailVerified: 'UPDATE users SET email_verified = true WHERE id = $1',
    ownerProvenAt: 'SELECT owner_proven_at AS at FROM users WHERE id = $1',
    setOwnerProven: 'UPDATE users SET owner_proven_at = $2 WHERE id = $1',
    setPassword: 'UPDATE users SET password = $2 WHERE id = $1',
    replacePassword: 'UPDATE users SET password = $3 WHERE id = $1 AND password = $2',
    setFlags: 'UPDATE users SET is_active = $2, is_staff = $3, is_superuser = $4 WHERE id = $1',
    recordLogin: 'UPDATE users SET last_login = $2 WHERE id = $1',
    delete: 'DELETE FROM users WHERE id = $1',
    tokensNotBefore: 'SELECT tokens_not_before AS at FROM users WHERE id = $1',
    setTokensNotBefore: `
      UPDATE users SET tokens_not_before = greatest(tokens_not_before, $2::bigint,
        (SELECT max(greatest(started_at, last_used_at)) FROM sessions WHERE user_id = users.id))
      WHERE id = $1 RETURNING tokens_not_before AS at`,
    raiseTokensNotBefore: `
      UPDATE users SET tokens_not_before = greatest(tokens_not_before, $2::bigint) WHERE id = $1
      RETURNING tokens_not_before AS at`,
    setAllTokensNotBefore: 'UPDATE users SET tokens_not_before = greatest(tokens_not_before, $1)',
  }
}

/** In any ASCII case, which is the rule for addresses, whatever the locale of the database folds. */
export function folded(expression: string): string {
  return `lower(${expression}::text COLLATE "C")`
}
