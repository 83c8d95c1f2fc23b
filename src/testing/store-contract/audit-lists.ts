/** Pages of history: the same filters, order and pages on every database. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { AuditEntry, AuditPage, AuditQuery } from '../../ports/audit.ts'
import { AuthError } from '../../problems.ts'
import type { Store } from '../../store.ts'
import { addUser, beginning, now, type OpenStore, origin } from './opened-store.ts'

type Lister = Pick<Store, 'audit'>

const list = ({ audit }: Lister, query: Partial<AuditQuery> = {}) => audit.list({ limit: 100, ...query })
const namesOf = ({ entries }: AuditPage) => entries.map(({ reason }) => reason).join(' ')
const names = async (store: Lister, query?: Partial<AuditQuery>) => namesOf(await list(store, query))

/** Each is named by its reason. */
const history: readonly (Omit<AuditEntry, 'event'> & { readonly event?: string })[] = [
  { reason: 'a', at: now, userId: 1, sid: 's1', address: '192.0.2.1', traceId: 't1' },
  { reason: 'b', at: now + 5, userId: 1, event: 'user.changed', actor: '2', traceId: 't2', subject: 'group:editors' },
  { reason: 'c', at: now + 5, userId: 2, event: 'user.changed', actor: 'cli:root', address: '' },
  { reason: 'd', at: now + 3, code: 'token_not_valid', address: '192.0.2.1', sid: 's1' },
  { reason: 'e', at: now + 10, userId: 2, code: 'no_such', subject: "group:it's" },
]

async function openWithHistory(open: OpenStore, t: TestContext) {
  const store = await open(t)
  await store.audit.append(history.map(entry => ({ event: 'login.failed', ...entry })))
  return store
}

export function testAuditLists(name: string, open: OpenStore): void {
  testFilters(name, open)
  testPages(name, open)
  testSubjects(name, open)
}

function testFilters(name: string, open: OpenStore): void {
  test(`${name}: history is newest first, and filtered by each member, and by all of them together`, async t => {
    const store = await openWithHistory(open, t)
    const cases: readonly (readonly [Partial<AuditQuery>, string])[] = [
      [{}, 'e c b d a'],
      [{ user: 1 }, 'b a'],
      [{ user: '2' }, 'e c'],
      [{ user: 99 }, ''],
      [{ user: "1' OR '1'='1" }, ''],
      [{ actor: '2' }, 'b'],
      [{ actor: 'cli:root' }, 'c'],
      [{ event: 'user.changed' }, 'c b'],
      [{ event: 'user' }, ''],
      [{ code: 'token_not_valid' }, 'd'],
      [{ address: '192.0.2.1' }, 'd a'],
      [{ address: 'nul\0' }, ''],
      [{ trace: 't2' }, 'b'],
      [{ sid: 's1' }, 'd a'],
      [{ subject: "group:it's" }, 'e'],
      [{ since: now + 5 }, 'e c b'],
      [{ since: now + 4.5, before: now + 5.5 }, 'c b'],
      [{ before: now + 5 }, 'd a'],
      [{ user: 2, event: 'user.changed', actor: 'cli:root', since: now }, 'c'],
      [{ user: 2, event: 'user.changed', actor: '2' }, ''],
      [{ address: '192.0.2.1', sid: 's1', before: now + 3 }, 'a'],
    ]
    for (const [filters, expected] of cases) {
      assert.equal(await names(store, filters), expected, JSON.stringify(filters))
      assert.equal(await walk(store, { ...filters, limit: 1 }), expected, `pages of ${JSON.stringify(filters)}`)
    }
  })

  test(`${name}: a row is listed as it was written, with its id`, async t => {
    const store = await open(t)
    const entry = {
      event: 'user.changed',
      at: now,
      userId: 1,
      reason: 'isStaff',
      changes: { isStaff: [false, true] },
    } as const
    await store.audit.append([entry])
    const [row] = (await list(store)).entries
    const { event, at, userId, reason, changes } = row ?? {}
    assert.deepEqual({ event, at, userId, reason, changes }, entry)
    assert.equal(typeof row?.id, 'number')
  })
}

/** Every page by `next`, and then back by `previous`, which must be the same pages. */
async function walk(store: Lister, query: Partial<AuditQuery>): Promise<string> {
  const pages = [await list(store, query)]
  for (let next = pages[0]?.next; next !== undefined; next = pages.at(-1)?.next) {
    pages.push(await list(store, { ...query, cursor: next }))
  }
  const forth = pages.map(namesOf)
  const back: string[] = []
  let page = pages.at(-1)
  while (page?.previous !== undefined) {
    page = await list(store, { ...query, cursor: page.previous })
    if (page.entries.length > 0) back.unshift(namesOf(page))
  }
  assert.deepEqual(back, forth.slice(0, -1))
  return forth.join(' ')
}

function testPages(name: string, open: OpenStore): void {
  test(`${name}: rows that are written between two pages move no others`, async t => {
    const store = await openWithHistory(open, t)
    const first = await list(store, { limit: 2 })
    await store.audit.append([{ event: 'login.failed', at: now + 20, reason: 'new' }])
    const second = await list(store, { limit: 2, cursor: first.next ?? '' })
    assert.deepEqual([namesOf(first), namesOf(second)], ['e c', 'b d'])
    const before = await list(store, { limit: 2, cursor: second.previous ?? '' })
    assert.deepEqual([namesOf(before), await names(store, { cursor: before.previous ?? '' })], ['e c', 'new'])
  })

  test(`${name}: a rare row among thousands of others is found behind two filters that many rows have each`, async t => {
    const store = await open(t)
    const rows = Array.from({ length: 3000 }, (_, index) => {
      const isLate = index >= 1500
      return { event: isLate ? 'x' : 'y', at: now + index, userId: isLate ? 1 : 2, reason: `${index}` }
    })
    await store.audit.append([{ event: 'x', at: now - 1, userId: 2, reason: 'rare' }, ...rows])
    assert.equal(await names(store, { user: 2, event: 'x' }), 'rare')
    assert.equal(await names(store, { user: 2, event: 'y', limit: 2 }), '1499 1498')
  })

  test(`${name}: a limit out of bounds, a moment that is none and a cursor of something else are refused`, async t => {
    const store = await openWithHistory(open, t)
    for (const query of [{ limit: 0 }, { limit: 1001 }, { limit: 1.5 }, { since: Number.NaN }, { before: 1e30 }]) {
      await assert.rejects(list(store, query), RangeError, JSON.stringify(query))
    }
    const made = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    for (const cursor of [
      '',
      'x',
      made([true, 1]),
      made([false, 1, 2, 3]),
      made(['id', false, false]),
      made([false, 1.5, 2]),
    ]) {
      const refused = (error: unknown) => error instanceof AuthError && error.code === 'invalid_cursor'
      await assert.rejects(list(store, { cursor }), refused, cursor)
    }
  })
}

function testSubjects(name: string, open: OpenStore): void {
  test(`${name}: the history of an account, a group, a session and an API key is found, from beginning to end`, async t => {
    const store = await open(t)
    const by = { ...origin, actor: 'cli:root' }
    const alice = await addUser(store, 'alice@example.com')
    await store.sessions.start(beginning(alice, 'one'))
    await store.groups.create('editors', now + 1, by)
    await store.groups.addMember('editors', alice.id, now + 2, by)
    await store.groups.grant('editors', 'blog.add_post', now + 3, by)
    const key = {
      id: 'k1',
      digest: 'x',
      userId: alice.id,
      name: 'robot',
      scopes: ['read'],
      now: now + 4,
      expiresAt: null,
    }
    await store.apiKeys.create(key, by)
    await store.directory.endSessions(alice.id, now + 5, by)
    await store.apiKeys.revoke('k1', now + 6, undefined, by)
    const [group] = await store.groups.list()
    await store.groups.update(group?.id ?? 0, { name: 'writers' }, now + 7, by)
    await store.groups.setUserGroups(alice.id, [], now + 8, by)
    await store.groups.delete('writers', now + 9, by)
    const eventsOf = async (query: Partial<AuditQuery>) =>
      (await list(store, query)).entries.map(({ event }) => event).toReversed()
    assert.deepEqual(await eventsOf({ subject: `group:${group?.id}` }), [
      'group.created',
      'group.member_added',
      'group.permission_granted',
      'group.changed',
      'group.member_removed',
      'group.deleted',
    ])
    assert.deepEqual(await eventsOf({ subject: 'api_key:k1' }), ['api_key.created', 'api_key.revoked'])
    assert.deepEqual(await eventsOf({ sid: 'one' }), ['session.started', 'session.ended'])
    assert.deepEqual(await eventsOf({ user: alice.id, actor: 'cli:root' }), [
      'group.member_added',
      'api_key.created',
      'session.ended',
      'session.ended',
      'api_key.revoked',
      'user.groups_changed',
      'group.member_removed',
    ])
  })
}
