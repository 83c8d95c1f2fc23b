/** Lists of so many accounts that indexes are asked, and pages end at their bounds. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { parseInstant } from '../../kernel/instant.ts'
import { openTestStore } from '../../testing/sqlite-store.ts'
import type { UserPage, UserQuery } from '../../users/user-list.ts'
import type { ListWalk } from '../transactions/user-list-statements.ts'
import type { SqliteStore } from './store.ts'
import { createUserListStatements } from './user-lists.ts'

const count = 60_000

/** A third begin with `al`, and stand first in the order of login names; the others are `ben`, and as many in a group. */
async function openTown(t: TestContext) {
  const store = openTestStore(t)
  store.database.exec(`
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count})
    INSERT INTO users (id, login, email, is_active, email_verified, date_joined, last_login, password)
    SELECT n, name || n, name || n, n % 2, n % 10 = 0, '2026-01-01T00:00:00Z',
      CASE WHEN n % 5 > 1 THEN '2026-01-0' || (1 + n % 9) || 'T00:00:00Z' END, '!'
    FROM (SELECT n, CASE n % 3 WHEN 0 THEN 'al' ELSE 'ben' END AS name FROM numbers);
    INSERT INTO user_groups (name) VALUES ('others');
    INSERT INTO group_members (group_id, user_id) SELECT 1, id FROM users WHERE id % 3 > 0 OR id % 900 = 0`)
  for (let searches = 0; searches < 4; searches += 1) await store.directory.list({ search: 'zz', limit: 1 })
  return store
}

async function walk({ directory }: Pick<SqliteStore, 'directory'>, query: Partial<UserQuery>) {
  const pages: UserPage[] = []
  let cursor: string | undefined
  do {
    const page = await directory.list({ limit: 300, ...query, cursor })
    pages.push(page)
    cursor = page.next
  } while (cursor !== undefined)
  return { pages, ids: pages.flatMap(({ users }) => users.map(({ id }) => Number(id))) }
}

test('among sixty thousand accounts lists are whole and in order, also where pages end at a bound', async t => {
  const store = await openTown(t)
  const numbers = Array.from({ length: count }, (_, index) => index + 1)
  const login = (n: number) => `${n % 3 === 0 ? 'al' : 'ben'}${n}`
  const byLogin = (a: number, b: number) => (login(a) < login(b) ? -1 : 1)
  const isAl = (n: number) => n % 3 === 0
  const descending = { order: { by: 'login', descending: true } } as const
  const isOther = (n: number) => !isAl(n) || n % 900 === 0
  const proven = numbers.filter(n => n % 10 === 0)
  const turned = (found: readonly number[]) => found.toSorted(byLogin).reverse()
  const cases: readonly (readonly [Partial<UserQuery>, readonly number[]])[] = [
    [{ search: 'al', ...descending }, turned(numbers.filter(isAl))],
    [{ search: 'al', group: 'others', ...descending }, turned(numbers.filter(n => n % 900 === 0))],
    [{ search: 'al', isActive: false }, numbers.filter(n => isAl(n) && n % 2 === 0)],
    [{ emailVerified: true, ...descending }, turned(proven)],
    [{ emailVerified: true, order: { by: 'dateJoined' } }, proven],
    [{ emailVerified: true, group: 'others' }, proven.filter(isOther)],
    // The first four thousand of them in this order are none of those that are looked for.
    [{ emailVerified: true, search: 'al', ...descending }, turned(proven.filter(isAl))],
    [
      { neverLoggedIn: true, isActive: true, order: { by: 'lastLogin' } },
      numbers.filter(n => n % 5 < 2 && n % 2 === 1),
    ],
  ]
  for (const [query, wanted] of cases) {
    const { ids } = await walk(store, query)
    assert.deepEqual(ids, wanted, JSON.stringify(query))
  }
})

test('a page that ends at a bound is short, says where it goes on, and leads back to the page before it', async t => {
  const store = await openTown(t)
  const order = { by: 'login', descending: true } as const
  // All of them stand at the end of this order.
  const page = await store.directory.list({ search: 'al', order, limit: 100 })
  assert.deepEqual([page.users, typeof page.next], [[], 'string'])
  const second = await store.directory.list({ search: 'al', order, limit: 100, cursor: page.next })
  assert.equal(typeof second.previous, 'string')
  const back = await store.directory.list({ search: 'al', order, limit: 100, cursor: second.previous })
  assert.deepEqual(back.users, [])
})

test('logins since a moment are sought by it, and not from the first login on', async t => {
  const { database } = await openTown(t)
  const texts: string[] = []
  const prepare = (sql: string) => {
    texts.push(sql)
    return database.prepare(sql)
  }
  const lastLoginAfter = parseInstant('2026-01-01T00:00:00Z')
  const filters = { needles: [], lastLoginAfter, neverLoggedIn: false }
  createUserListStatements({ ...database, prepare }, []).collectUsers({ by: 'lastLogin', filters }, 10)
  // SQLite seeks by the first bound that it reads, and looks at all rows behind it.
  assert.deepEqual(
    texts.filter(text => text.includes('last_login')).map(text => text.match(/>=? (\?|'')/g)),
    [['>= ?']],
  )
})

test('no statement of a list reads all accounts: each seeks in an index or follows one', async t => {
  const { database } = await openTown(t)
  const texts: string[] = []
  const watched = {
    ...database,
    prepare: (sql: string) => {
      texts.push(sql)
      return database.prepare(sql)
    },
  }
  const statements = createUserListStatements(watched, [])
  for (const by of ['id', 'login', 'dateJoined', 'lastLogin'] as const) {
    const filters = { needles: ['al'], isActive: true, group: 'editors' }
    const from = { key: '', id: 5 }
    const walk: ListWalk = { order: { by }, from, filters }
    statements.walkUsers(walk, 10)
    statements.countUsers(walk)
    statements.placeUsers([1, 2], 0, { ...walk, until: { key: 'x', id: 9 } }, 10)
    statements.pickUsers([1, 2], walk, 10)
    statements.countPicked([1, 2], 0, walk)
  }
  for (const by of ['superuser', 'staff', 'active', 'inactive', 'proven', 'unproven'] as const) {
    statements.collectUsers({ by }, 10)
  }
  statements.collectUsers({ by: 'group', name: 'editors' }, 10)
  statements.collectUsers({ by: 'search', search: { needles: ['otto'], grams: ['ott', 'tto'] } }, 10_000)
  const steps = texts.flatMap(text => database.prepare(`EXPLAIN QUERY PLAN ${text}`).all())
  const scans = steps
    .map(({ detail }) => String(detail))
    .filter(detail => /^SCAN (u|users|m|s|user_search)$/.test(detail))
  assert.deepEqual(scans, [])
  assert.ok(texts.length > 30)
})
