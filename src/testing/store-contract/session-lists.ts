/** Lists of sessions: the same pages on every database. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AuthError } from '../../problems.ts'
import type { Session } from '../../sessions/session.ts'
import type { SessionPage, SessionQuery } from '../../sessions/session-list.ts'
import { addUser, beginning, minute, now, type OpenStore, refreshing, stamp } from './opened-store.ts'

const day = 86_400_000
type Query = Partial<SessionQuery>
type List = (query: SessionQuery) => Promise<SessionPage>

/** Alice has a to h, one more hour ago each, and of two moments two; Bob has two. */
async function begin(open: OpenStore, t: Parameters<OpenStore>[0]) {
  const store = await open(t)
  const alice = await addUser(store, 'alice@example.com')
  const bob = await addUser(store, 'bob@example.com')
  for (const [index, sid] of [...'abcdefgh'].entries()) {
    const at = now - Math.floor((index + 1) / 2) * 60 * minute
    await store.sessions.start(beginning(alice, sid, { now: at, stamp: stamp(`${sid}-1`, at) }))
  }
  for (const sid of ['x', 'y']) await store.sessions.start(beginning(bob, sid))
  return { store, alice, bob, ofAlice: (query: SessionQuery) => store.sessions.listOf(alice.id, query) }
}

export function testSessionLists(name: string, open: OpenStore): void {
  testListOf(name, open)
  testListOfAll(name, open)
  testStates(name, open)
  testCursors(name, open)
}

/** Every page by `next`, and then back by `previous`, which must be the same pages. */
async function walk(list: List, query: Query = {}): Promise<readonly Session[]> {
  const asked = { limit: 3, now, ...query }
  const pages = [await list(asked)]
  for (let next = pages[0]?.next; next !== undefined; next = pages.at(-1)?.next) {
    pages.push(await list({ ...asked, cursor: next }))
  }
  const back: SessionPage[] = []
  let page = pages.at(-1)
  while (page?.previous !== undefined) {
    page = await list({ ...asked, cursor: page.previous })
    back.unshift(page)
  }
  assert.deepEqual(back.map(namesOf), pages.slice(0, -1).map(namesOf))
  for (const { sessions } of pages.slice(0, -1)) assert.equal(sessions.length, asked.limit)
  return pages.flatMap(({ sessions }) => sessions)
}

function namesOf({ sessions }: SessionPage): string {
  return sessions.map(({ id }) => id).join(' ')
}

/** Those of equal moments in the order of their names: which comes first is not promised. */
function byUse(sessions: readonly Session[]): string {
  return sessions
    .toSorted((a, b) => b.lastUsedAt - a.lastUsedAt || (a.id < b.id ? -1 : 1))
    .map(({ id }) => id)
    .join(' ')
}

function testListOf(name: string, open: OpenStore): void {
  test(`${name}: a user's sessions are listed used last first, page by page and back, ended ones too`, async t => {
    const { store, alice, ofAlice } = await begin(open, t)
    await store.sessions.end('c', alice.id, 'logout', now)
    for (const limit of [1, 2, 3, 8, 9, 1000]) {
      const sessions = await walk(ofAlice, { limit })
      assert.equal(byUse(sessions), 'a b c d e f g h')
      const moments = sessions.map(({ lastUsedAt }) => lastUsedAt)
      assert.deepEqual(
        moments,
        moments.toSorted((a, b) => b - a),
      )
    }
    assert.deepEqual(await store.sessions.listOf(999, { now, limit: 5 }), {
      sessions: [],
      next: undefined,
      previous: undefined,
    })
    assert.deepEqual((await ofAlice({ now, limit: 1 })).sessions[0], await store.sessions.find('a'))
  })

  test(`${name}: a session that is used comes first, and the pages behind go on where they were`, async t => {
    const { store, ofAlice } = await begin(open, t)
    const first = await ofAlice({ now, limit: 5 })
    const at = now + minute
    assert.equal((await store.sessions.rotate(refreshing('h', 'h-1', 'h-2', { now: at }))).kind, 'rotated')
    const second = await ofAlice({ now, limit: 5, cursor: first.next })
    assert.equal(byUse(second.sessions), 'f g')
    assert.equal(namesOf(await ofAlice({ now: at, limit: 1 })), 'h')
  })
}

function testListOfAll(name: string, open: OpenStore): void {
  test(`${name}: the sessions of all users are listed once each, those whose rows are kept longest first`, async t => {
    const { store, bob } = await begin(open, t)
    for (const [index, sid] of ['day', 'two', 'three', 'x'.repeat(16), 'x'.repeat(99), 'ü/?', ''].entries()) {
      const at = now + index * day
      await store.sessions.start(beginning(bob, sid, { now: at, stamp: stamp(`${sid}-1`, at) }))
    }
    for (const limit of [1, 2, 3, 5, 16, 17, 1000]) {
      const sessions = await walk(store.sessions.list, { limit })
      assert.equal(new Set(sessions.map(({ id }) => id)).size, 17)
      assert.equal(sessions.length, 17)
      const days = sessions.map(({ expiresAt }) => Math.floor(expiresAt / day))
      assert.deepEqual(
        days,
        days.toSorted((a, b) => b - a),
      )
    }
    const { sessions } = await store.sessions.list({ now, limit: 1 })
    assert.deepEqual(sessions[0], await store.sessions.find(''))
  })

  test(`${name}: a store without sessions has an empty page`, async t => {
    const store = await open(t)
    const none = { sessions: [], next: undefined, previous: undefined }
    assert.deepEqual(await store.sessions.list({ now, limit: 5 }), none)
    assert.deepEqual(await store.sessions.list({ now, limit: 5, state: 'live' }), none)
  })
}

function testStates(name: string, open: OpenStore): void {
  test(`${name}: every session is either live or ended, and one that has expired is ended`, async t => {
    const { store, alice, ofAlice } = await begin(open, t)
    for (const sid of ['b', 'e']) await store.sessions.end(sid, alice.id, 'logout', now)
    const { list } = store.sessions
    assert.equal(byUse(await walk(list, { state: 'live', limit: 2 })), 'a x y c d f g h')
    assert.equal(byUse(await walk(list, { state: 'ended', limit: 1 })), 'b e')
    assert.equal(byUse(await walk(ofAlice, { state: 'live' })), 'a c d f g h')
    assert.equal(byUse(await walk(ofAlice, { state: 'ended', limit: 2 })), 'b e')
    // An hour before those of now, two of Alice's have expired, and the older ones.
    const later = now + 7 * day - 60 * minute
    assert.equal(byUse(await walk(list, { state: 'live', now: later })), 'a x y')
    assert.equal(byUse(await walk(list, { state: 'ended', now: later })), 'b c d e f g h')
  })
}

function testCursors(name: string, open: OpenStore): void {
  test(`${name}: a cursor that is damaged, made up or of another list of sessions is refused`, async t => {
    const { store, ofAlice } = await begin(open, t)
    const [all, own] = [await store.sessions.list({ now, limit: 1 }), await ofAlice({ now, limit: 1 })]
    const made = (...parts: readonly unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url')
    const bad = [
      '',
      'x',
      `${all.next}=`,
      all.next?.slice(1),
      own.next,
      made('sessions', false),
      made('sessions', 1, 2, ''),
      made('sessions', false, 1.5, ''),
      made('sessions', false, '1', ''),
      made('sessions', false, 1, 'a\0'),
      made('sessions', false, 1, '', 1),
      made('sessions', false, 1, 'x'.repeat(400)),
    ]
    for (const cursor of bad) {
      await assert.rejects(
        store.sessions.list({ now, limit: 1, cursor: cursor ?? '' }),
        error => error instanceof AuthError && error.code === 'invalid_cursor',
        String(cursor),
      )
    }
    await assert.rejects(ofAlice({ now, limit: 1, cursor: all.next }), AuthError)
    // In the form of ours they are other places.
    for (const key of [0, -5, 20_000, 2 ** 52]) {
      for (const id of ['', 'x', "' OR 1=1"]) {
        await store.sessions.list({ now, limit: 1, cursor: made('sessions', true, key, id) })
        await ofAlice({ now, limit: 1, cursor: made('user sessions', false, key, id) })
      }
    }
  })

  test(`${name}: a page of sessions has 1 to 1000`, async t => {
    const { store, ofAlice } = await begin(open, t)
    for (const limit of [0, 1001, 1.5, Number.NaN]) {
      for (const list of [store.sessions.list, ofAlice]) await assert.rejects(list({ now, limit }), RangeError)
    }
  })
}
