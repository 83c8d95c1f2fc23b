import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SessionPage, SessionQuery } from '../../sessions/session-list.ts'
import { fillSqlite } from '../../testing/fill-sqlite.ts'
import { openTestStore } from '../../testing/sqlite-store.ts'

/** Before all of the filled sessions expire. */
const now = 1_795_000_000_000

async function walk(list: (query: SessionQuery) => Promise<SessionPage>, query: Partial<SessionQuery> = {}) {
  const asked = { now, limit: 700, ...query }
  const pages = [await list(asked)]
  for (let next = pages[0]?.next; next !== undefined; next = pages.at(-1)?.next) {
    pages.push(await list({ ...asked, cursor: next }))
  }
  return { pages, ids: pages.flatMap(({ sessions }) => sessions.map(({ id }) => id)) }
}

test('sessions of many slices are listed once each, whatever their state', async t => {
  const store = openTestStore(t)
  fillSqlite(store.database, 5000)
  const { list } = store.sessions
  const { ids } = await walk(list)
  assert.deepEqual([ids.length, new Set(ids).size], [5000, 5000])
  const [live, ended] = [await walk(list, { state: 'live' }), await walk(list, { state: 'ended' })]
  assert.deepEqual([live.ids.length, ended.ids.length], [4000, 1000])
  assert.deepEqual(new Set([...live.ids, ...ended.ids]), new Set(ids))
})

test('a page of a state that few sessions have ends at a bound, and leads on', async t => {
  const store = openTestStore(t)
  store.database.exec(`
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 61000)
    INSERT INTO sessions (id, sid, user_id, started_at, last_used_at, ended_at, current_jti, current_iat, current_exp,
                          tokens_until, authenticated_by, address)
    SELECT n, randomblob(16), n, 0, 0, CASE WHEN n = 1 THEN 1 END, x'00', 0, ${now}, 0, 'password', '' FROM numbers`)
  const first = await store.sessions.list({ now, limit: 10, state: 'ended' })
  assert.deepEqual(first.sessions, [])
  const second = await store.sessions.list({ now, limit: 10, state: 'ended', cursor: first.next })
  assert.deepEqual([second.sessions.map(({ userId }) => userId), second.next], [[1], undefined])
})

test("a user's sessions of many slices are listed once each, used last first, while one of them is used", async t => {
  const store = openTestStore(t)
  fillSqlite(store.database, 3500)
  store.database.exec('UPDATE sessions SET user_id = 1, last_used_at = last_used_at + (user_id * 7919) % 1000')
  let turn = 0
  const { pages, ids } = await walk(query => {
    turn += 1
    const listing = store.sessions.listOf(1, query)
    // Its row moves to another place, as a refresh on a new day moves it: between two slices.
    setImmediate(() => store.database.exec(`UPDATE sessions SET id = id + 1000000 WHERE id = (20775 << 32) + ${turn}`))
    return listing
  })
  assert.deepEqual([ids.length, new Set(ids).size], [3500, 3500])
  const moments = pages.flatMap(({ sessions }) => sessions.map(({ lastUsedAt }) => lastUsedAt))
  assert.deepEqual(
    moments,
    moments.toSorted((a, b) => b - a),
  )
})
