/**
 * The indexes that lists of accounts are read by. On a table that is large they are built beside the writes (CONCURRENTLY,
 * which no transaction can hold), one node at a time; so they are no step of the schema, but are looked for at each start.
 */
import { type Connection, firstOf, isAny, rowsOf } from './connection.ts'
import type { Database, LentConnection } from './database.ts'
import { inMigration } from './migrations.ts'

/** In text a moment without its Z: 12:00:59 comes before 12:00:59.5. */
const indexes: Readonly<Record<string, string>> = {
  users_by_joining: "(rtrim(date_joined, 'Z'), id)",
  users_by_last_login: "(rtrim(coalesce(last_login, ''), 'Z'), id)",
  users_superusers: '(id) WHERE is_superuser',
  users_staff: '(id) WHERE is_staff',
  users_inactive: '(id) WHERE NOT is_active',
  users_active: '(id) WHERE is_active',
  users_proven: '(id) WHERE email_verified',
  users_unproven: '(id) WHERE NOT email_verified',
}

/** Of fewer rows an index is built in a moment. */
const manyRows = 20_000

export async function makeListIndexes(database: Database): Promise<void> {
  if ((await missingFrom(database)).length === 0) return
  if (await hasMany(database)) return await database.lend(buildBeside)
  await inMigration(database, async lent => {
    for (const name of await missingFrom(lent)) await lent.exec(`CREATE INDEX ${name} ON users ${indexes[name]}`)
  })
}

async function missingFrom(on: Connection): Promise<readonly string[]> {
  const rows = await rowsOf(on.query(valid))
  const found = rows.map(({ name }) => name)
  return Object.keys(indexes).filter(name => !found.includes(name))
}

const valid = `
  SELECT c.relname AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
  WHERE i.indrelid = 'users'::regclass AND i.indisvalid`

const broken = `
  SELECT i.indexrelid::regclass::text AS place FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
  WHERE i.indrelid = 'users'::regclass AND NOT i.indisvalid AND c.relname = ANY ($1)`

async function hasMany(on: Connection): Promise<boolean> {
  return await isAny(on.query(`SELECT FROM users OFFSET ${manyRows} LIMIT 1`))
}

/** One that was broken off stays behind, and is invalid: it costs every write and serves no read. */
async function buildBeside(lent: LentConnection): Promise<void> {
  await lent.exec('SET statement_timeout = 0')
  try {
    await takeTurn(lent)
    for (const { place } of await rowsOf(lent.query(broken, [Object.keys(indexes)]))) {
      await lent.exec(`DROP INDEX CONCURRENTLY ${String(place)}`)
    }
    for (const name of await missingFrom(lent)) {
      await lent.exec(`CREATE INDEX CONCURRENTLY ${name} ON users ${indexes[name]}`)
    }
  } finally {
    await lent.exec('SELECT pg_advisory_unlock_all(); RESET statement_timeout')
  }
}

/** Tried for, and not waited for: a statement that waits would hold up the build that it waits for. */
async function takeTurn(lent: LentConnection): Promise<void> {
  for (;;) {
    const lock = await firstOf(
      lent.query("SELECT pg_try_advisory_lock(1818324843, hashtext(current_schema() || ' list indexes')) AS got"),
    )
    if (lock?.got === true) return
    await new Promise(resolve => setTimeout(resolve, retryMs))
  }
}

const retryMs = 200
