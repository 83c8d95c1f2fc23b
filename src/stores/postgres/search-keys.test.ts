/** What lists are ordered and filtered by is kept beside the searched texts: for old accounts, for new ones, at every change. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { parseInstant } from '../../kernel/instant.ts'
import { beforeSearchKeys } from '../../testing/older-postgres.ts'
import { createTestSchema, openTestPostgres, whyNoPostgres } from '../../testing/postgres-store.ts'
import { list, names } from '../../testing/store-contract/listing.ts'
import { addUser, now, oldHash } from '../../testing/store-contract/opened-store.ts'
import type { ImportedUser } from '../../users/transfer.ts'
import type { UserQuery } from '../../users/user-list.ts'
import type { PostgresStore } from './store.ts'

const skip = await whyNoPostgres()

const columns = ['login', 'date_joined', 'last_login', 'is_active', 'is_staff', 'is_superuser', 'email_verified']

/** Rows of `users` whose keys are others, or are not there. */
async function unlikeUsers({ pool }: PostgresStore): Promise<number> {
  const of = (table: string) => `(${columns.map(column => `${table}.${column}`).join(', ')})`
  const { rows } = await pool.query(
    `SELECT count(*) AS found FROM users u LEFT JOIN user_search s ON s.user_id = u.id WHERE ${of('u')} IS DISTINCT FROM ${of('s')}`,
  )
  return Number(rows[0]?.found)
}

function personOf(index: number): ImportedUser {
  return {
    email: `${index % 3 === 0 ? 'otto' : 'alma'}.${(index * 7919) % 1500}@example.com`,
    username: '',
    firstName: '',
    lastName: '',
    password: oldHash,
    isActive: index % 50 !== 3,
    isStaff: index % 300 === 7,
    isSuperuser: false,
    emailVerified: index % 4 === 1,
    dateJoined: parseInstant('2025-01-01T00:00:00Z'),
    lastLogin: index % 5 < 2 ? null : parseInstant(`2025-06-01T10:00:${String(index % 60).padStart(2, '0')}Z`),
    groups: [],
    permissions: [],
    fields: {},
  }
}

/** More than a slice of a walk, so that indexes are asked. */
const people = Array.from({ length: 1500 }, (_, index) => personOf(index))
const queries: readonly Partial<UserQuery>[] = [
  { search: 'otto', order: { by: 'login', descending: true } },
  { search: 'ot', order: { by: 'login', descending: true } },
  { search: 'otto', order: { by: 'lastLogin', descending: true }, isActive: true },
  { isActive: false, order: { by: 'login', descending: true } },
  { search: '.7', isActive: false, order: { by: 'lastLogin' } },
]

async function pagesOf(store: PostgresStore): Promise<readonly unknown[]> {
  const pages: unknown[] = []
  for (const query of queries) pages.push(await list(store, query))
  return pages
}

async function openFilled(t: TestContext, userIds: 'integer' | 'uuid' = 'integer') {
  const url = await createTestSchema(t)
  const store = await openTestPostgres(t, { userIds }, { url })
  const idOf = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`
  const imported = userIds === 'uuid' ? people.map((person, index) => ({ ...person, id: idOf(index) })) : people
  await store.directory.import(imported, now)
  return { url, store }
}

async function untilFilled({ pool }: PostgresStore): Promise<void> {
  while ((await pool.query("SELECT FROM facts WHERE name = 'search_keys'")).rowCount === 0) {
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

for (const ids of ['integer', 'uuid'] as const) {
  test(`with ids of the kind ${ids}, old accounts get their keys while a node serves, and lists stay as they were`, {
    skip,
  }, async t => {
    const { url, store } = await openFilled(t, ids)
    const before = await pagesOf(store)
    await store.pool.query(beforeSearchKeys)
    const opened = await openTestPostgres(t, { userIds: ids }, { url })
    assert.equal(opened.migrated[0]?.number, 7)
    assert.deepEqual(await pagesOf(opened), before)
    await untilFilled(opened)
    assert.equal(await unlikeUsers(opened), 0)
    assert.deepEqual(await pagesOf(opened), before)
  })
}

test('lists find what has no keys yet in the table of accounts', { skip }, async t => {
  const { store } = await openFilled(t)
  const before = await pagesOf(store)
  const { url } = await openFilled(t)
  const unfilled = await openTestPostgres(t, {}, { url })
  await unfilled.pool.query(
    `UPDATE user_search SET login = NULL, date_joined = NULL, last_login = NULL, is_active = NULL;
     DELETE FROM facts WHERE name = 'search_keys'`,
  )
  assert.deepEqual(await pagesOf(unfilled), before)
})

test('keys follow what any program writes to accounts, in the same transaction', { skip }, async t => {
  const store = await openTestPostgres(t)
  for (const name of ['alice', 'bob', 'carol']) await addUser(store, `${name}@example.com`)
  const changes = [
    "UPDATE users SET last_login = '2026-11-01T10:00:00Z' WHERE login = 'bob@example.com'",
    'UPDATE users SET is_active = false, is_staff = true, is_superuser = true, email_verified = true WHERE id % 2 = 0',
    "UPDATE users SET date_joined = '2020-01-01T00:00:00Z', email = 'zoe@example.com', login = 'zoe@example.com' WHERE id = 1",
    `INSERT INTO users (login, email, date_joined, password)
     VALUES ('dave@example.com', 'dave@example.com', '2026-01-01T00:00:00Z', '!')`,
    'DELETE FROM users WHERE id = 3',
  ]
  for (const change of changes) {
    await store.pool.query(change)
    assert.equal(await unlikeUsers(store), 0, change)
  }
  assert.equal(await names(store, { search: 'example', order: { by: 'lastLogin', descending: true } }), 'bob dave zoe')
})

test('a search that most accounts match by the statistics is answered by a walk, and finds the same', {
  skip,
}, async t => {
  const { store } = await openFilled(t)
  const before = await pagesOf(store)
  await store.pool.query(`ANALYZE user_search;
    UPDATE pg_class SET reltuples = 1000000 WHERE oid = 'user_search'::regclass`)
  assert.deepEqual(await pagesOf(store), before)
})
