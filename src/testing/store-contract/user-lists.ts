/** Lists of accounts: the same searches, filters, orders and pages on every database. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { parseInstant } from '../../kernel/instant.ts'
import { AuthError } from '../../problems.ts'
import type { UserOrder, UserQuery } from '../../users/user-list.ts'
import { change, passkeyOf, totpOf } from './enrolled-factors.ts'
import { type Lister, list, names, namesOf, openWith } from './listing.ts'
import { addUser, now, type OpenStore } from './opened-store.ts'

export function testUserLists(name: string, open: OpenStore): void {
  testFilters(name, open)
  testOrders(name, open)
  testPages(name, open)
  testCounts(name, open)
}

async function openTown(open: OpenStore, t: TestContext) {
  const store = await openWith(open, t, {
    ann: { isStaff: true, isSuperuser: true, dateJoined: parseInstant('2026-01-01T12:00:59Z') },
    ben: { isStaff: true, dateJoined: parseInstant('2026-01-01T12:00:59.500000Z'), emailVerified: true },
    cat: { isActive: false, dateJoined: parseInstant('2026-01-01T12:01:00Z') },
    dan: { dateJoined: parseInstant('2025-06-01T00:00:00Z') },
    eve: { dateJoined: parseInstant('2026-01-01T12:00:59Z') },
  })
  const [ann, ben, cat, dan] = (await list(store)).users
  await store.users.recordLogin(ann?.id ?? 0, parseInstant('2026-02-01T10:00:00Z'))
  await store.users.recordLogin(ben?.id ?? 0, parseInstant('2026-02-01T10:00:00.250000Z'))
  await store.users.recordLogin(dan?.id ?? 0, parseInstant('2026-01-15T10:00:00Z'))
  await store.groups.create('editors', now)
  for (const user of [ann, dan]) await store.groups.addMember('editors', user?.id ?? 0, now)
  await store.factors.addPasskey(passkeyOf(ann?.id ?? 0, 'key'), 10, { ...change, sid: undefined })
  await store.factors.beginTotp(totpOf(cat?.id ?? 0, 'app'))
  await store.factors.confirmTotp({ ...change, userId: cat?.id ?? 0, id: 'app', step: 1, sid: undefined })
  // One that waits is none.
  await store.factors.beginTotp(totpOf(dan?.id ?? 0, 'waits'))
  return store
}

function testFilters(name: string, open: OpenStore): void {
  test(`${name}: accounts are filtered by flags, group, proven address, second factors and moments, and by all of them together`, async t => {
    const store = await openTown(open, t)
    const at = parseInstant
    const cases: readonly (readonly [Partial<UserQuery>, string])[] = [
      [{ isActive: false }, 'cat'],
      [{ isActive: true }, 'ann ben dan eve'],
      [{ isStaff: true }, 'ann ben'],
      [{ isStaff: false }, 'cat dan eve'],
      [{ isSuperuser: true }, 'ann'],
      [{ emailVerified: true }, 'ben'],
      [{ emailVerified: false }, 'ann cat dan eve'],
      [{ group: 'editors' }, 'ann dan'],
      [{ group: 'Editors' }, ''],
      [{ group: "x' OR '1'='1" }, ''],
      [{ group: 'nul\0' }, ''],
      [{ joinedAfter: at('2026-01-01T12:00:59.500000Z') }, 'ben cat'],
      [{ joinedBefore: at('2026-01-01T12:00:59.500000Z') }, 'ann dan eve'],
      [{ joinedAfter: at('2025-06-01T00:00:00Z'), joinedBefore: at('2026-01-01T12:00:59Z') }, 'dan'],
      [{ lastLoginAfter: at('2026-02-01T10:00:00.250000Z') }, 'ben'],
      [{ lastLoginBefore: at('2026-02-01T10:00:00.250000Z') }, 'ann dan'],
      [{ neverLoggedIn: true }, 'cat eve'],
      [{ hasMfa: true }, 'ann cat'],
      [{ hasMfa: false }, 'ben dan eve'],
      [{ hasMfa: true, isActive: false }, 'cat'],
      [{ neverLoggedIn: false }, 'ann ben dan'],
      [{ isStaff: true, group: 'editors', neverLoggedIn: false, search: 'ann' }, 'ann'],
      [{ isStaff: true, group: 'editors', search: 'dan' }, ''],
    ]
    for (const [filters, expected] of cases) {
      assert.equal(await names(store, filters), expected, JSON.stringify(filters))
      // The short way, by a full page, and the one by an index.
      assert.equal(await names(store, { ...filters, limit: 1 }), expected.split(' ')[0], JSON.stringify(filters))
    }
  })
}

function testOrders(name: string, open: OpenStore): void {
  test(`${name}: accounts are ordered by id, registration, last login or login name, either way, and ties by id`, async t => {
    const store = await openTown(open, t)
    const orders = {
      id: 'ann ben cat dan eve',
      dateJoined: 'dan ann eve ben cat',
      lastLogin: 'cat eve dan ann ben',
      login: 'ann ben cat dan eve',
    }
    for (const [by, expected] of Object.entries(orders) as [UserOrder['by'], string][]) {
      const turned = expected.split(' ').reverse().join(' ')
      for (const [descending, wanted] of [
        [false, expected],
        [true, turned],
      ] as const) {
        const order = { by, descending }
        assert.equal(await names(store, { order }), wanted, `${by} ${descending}`)
        assert.equal(await names(store, { order, search: 'example' }), wanted, `search by ${by} ${descending}`)
        assert.equal(await walk(store, { order, limit: 2 }), wanted, `pages by ${by} ${descending}`)
        assert.equal(
          await walk(store, { order, limit: 1, search: 'exam' }),
          wanted,
          `found pages by ${by} ${descending}`,
        )
      }
    }
  })

  test(`${name}: login names are ordered by their characters, as no locale does`, async t => {
    const store = await openWith(open, t, { 'ab-c': {}, abb: {}, a_z: {}, é: {}, Z: {} })
    assert.equal(await names(store, { order: { by: 'login' } }), 'a_z ab-c abb Z é')
  })
}

/** Every page by `next`, and then back by `previous`, which must be the same pages. */
async function walk(store: Lister, query: Partial<UserQuery>): Promise<string> {
  const pages = [await list(store, query)]
  for (let next = pages[0]?.next; next !== undefined; next = pages.at(-1)?.next) {
    pages.push(await list(store, { ...query, cursor: next }))
  }
  const forth = pages.map(namesOf)
  const back: string[] = []
  let page = pages.at(-1)
  while (page?.previous !== undefined) {
    page = await list(store, { ...query, cursor: page.previous })
    back.unshift(namesOf(page))
  }
  assert.deepEqual(back, forth.slice(0, -1))
  return forth.join(' ')
}

function testPages(name: string, open: OpenStore): void {
  test(`${name}: accounts that come and go between two pages move no others`, async t => {
    const store = await openWith(open, t, { ann: {}, cat: {}, dan: {}, eve: {} })
    const order = { by: 'login' } as const
    const first = await list(store, { order, limit: 2 })
    assert.equal(namesOf(first), 'ann cat')
    await addUser(store, 'abe@example.com')
    await addUser(store, 'dab@example.com')
    await store.directory.delete(first.users[1]?.id ?? 0, now)
    const second = await list(store, { order, limit: 2, cursor: first.next })
    assert.equal(namesOf(second), 'dab dan')
    const third = await list(store, { order, limit: 2, cursor: second.next })
    assert.deepEqual([namesOf(third), third.next], ['eve', undefined])
    assert.equal(namesOf(await list(store, { order, limit: 2, cursor: second.previous })), 'abe ann')
  })

  test(`${name}: where all that followed is gone, the page is empty and leads back to the end of the list`, async t => {
    const store = await openWith(open, t, { ann: {}, ben: {}, cat: {} })
    const first = await list(store, { limit: 2 })
    await store.directory.delete(3, now)
    const second = await list(store, { limit: 2, cursor: first.next })
    assert.deepEqual([second.users, second.next], [[], undefined])
    assert.equal(namesOf(await list(store, { limit: 2, cursor: second.previous })), 'ann ben')
  })

  test(`${name}: a cursor that is damaged, made up or of another order is refused with a code of its own`, async t => {
    const store = await openWith(open, t, { ann: {}, ben: {} })
    const { next = '' } = await list(store, { limit: 1 })
    const made = (parts: unknown) => Buffer.from(JSON.stringify(parts)).toString('base64url')
    const bad = [
      '',
      'x',
      next.slice(1),
      `${next}=`,
      `${next} `,
      made(['id', false, false]),
      made(['id', false, false, '', null]),
      made(['id', false, false, '', { id: 1 }]),
      made(['id', false, false, '', 1.5]),
      made(['id', false, 0, '', 1]),
      made(['id; DROP TABLE users', false, false, '', 1]),
      made(['login', false, false, 'a\0', 1]),
      made({ by: 'id' }),
      made(null),
      'A'.repeat(100_000),
    ]
    const refused = (error: unknown) =>
      error instanceof AuthError && error.code === 'invalid_cursor' && error.status === 404
    for (const cursor of bad) await assert.rejects(list(store, { cursor }), refused, cursor.slice(0, 80))
    await assert.rejects(list(store, { cursor: next, order: { by: 'login' } }), refused)
    await assert.rejects(list(store, { cursor: next, order: { by: 'id', descending: true } }), refused)
    // A place that no account has is a place all the same.
    assert.equal(await names(store, { cursor: made(['id', false, false, '', 1e9]) }), '')
    assert.equal(typeof (await names(store, { cursor: made(['id', false, false, '', "1' OR '1'='1"]) })), 'string')
  })

  test(`${name}: a limit out of bounds is a mistake of the program`, async t => {
    const store = await open(t)
    for (const limit of [0, -1, 1001, 1.5, Number.NaN]) await assert.rejects(list(store, { limit }), RangeError)
    await assert.rejects(list(store, { countUpTo: 10_001 }), RangeError)
  })
}

function testCounts(name: string, open: OpenStore): void {
  test(`${name}: all that match are counted where that is asked, up to a bound`, async t => {
    const store = await openTown(open, t)
    const count = async (query: Partial<UserQuery>) => (await list(store, { limit: 1, ...query })).count
    assert.equal(await count({}), undefined)
    assert.deepEqual(await count({ countUpTo: 10 }), { value: 5, isExact: true })
    assert.deepEqual(await count({ countUpTo: 5 }), { value: 5, isExact: true })
    assert.deepEqual(await count({ countUpTo: 4 }), { value: 4, isExact: false })
    assert.deepEqual(await count({ countUpTo: 10, search: 'exam', isStaff: true }), { value: 2, isExact: true })
    assert.deepEqual(await count({ countUpTo: 1, search: 'exam' }), { value: 1, isExact: false })
    assert.deepEqual(await count({ countUpTo: 10, emailVerified: true }), { value: 1, isExact: true })
    assert.deepEqual(await count({ countUpTo: 10, search: '\0' }), { value: 0, isExact: true })
    // The count is of the list, not of what is left of it.
    const { next } = await list(store, { limit: 3 })
    assert.deepEqual(await count({ countUpTo: 10, cursor: next }), { value: 5, isExact: true })
  })
}
