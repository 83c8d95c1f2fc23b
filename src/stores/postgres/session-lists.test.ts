import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SessionQuery } from '../../sessions/session-list.ts'
import { openTestPostgres, whyNoPostgres } from '../../testing/postgres-store.ts'

const skip = await whyNoPostgres()
const now = 1_795_000_000_000

/** One day has most of the sessions, one has few, and one is just small enough to be sorted. */
const days = { 20790: 3, 20789: 11_000, 20788: 40, 20787: 5000 }

test('sessions of large and small days are listed once each, day by day, whatever their state', { skip }, async t => {
  const { pool, sessions } = await openTestPostgres(t)
  for (const [day, count] of Object.entries(days)) {
    await pool.query(`
      INSERT INTO sessions (user_id, started_at, last_used_at, ended_at, current_exp, tokens_until, keep_day, sid,
                            current_jti, address)
      SELECT n, ${now}, ${now}, CASE WHEN n % 5 = 0 THEN ${now} END, ${day} * 86400, ${now}, ${day}, gen_random_uuid(),
        '\\x00'::bytea, '\\x'::bytea
      FROM generate_series(1, ${count}) AS n`)
  }
  const walk = async (query: Partial<SessionQuery> = {}, cursor?: string) => {
    const found: { readonly id: string; readonly day: number }[] = []
    let page = await sessions.list({ now, limit: 900, cursor, ...query })
    for (;;) {
      const days = page.sessions.map(({ id, expiresAt }) => ({ id, day: expiresAt / 86_400_000 }))
      if (cursor === undefined) found.push(...days)
      else found.unshift(...days)
      const next = cursor === undefined ? page.next : page.previous
      if (next === undefined) return found
      page = await sessions.list({ now, limit: 900, ...query, cursor: next })
    }
  }
  const all = await walk()
  const ids = new Set(all.map(({ id }) => id))
  assert.deepEqual([all.length, ids.size], [16_043, 16_043])
  assert.deepEqual(
    all.map(({ day }) => day),
    Object.entries(days)
      .sort(([a], [b]) => Number(b) - Number(a))
      .flatMap(([day, count]) => Array(count).fill(Number(day))),
  )
  // Against the order from the end.
  const fromEnd = Buffer.from(JSON.stringify(['sessions', true])).toString('base64url')
  assert.deepEqual(await walk({}, fromEnd), all)
  const [live, ended] = [await walk({ state: 'live' }), await walk({ state: 'ended', limit: 300 })]
  assert.deepEqual([live.length, ended.length], [12_835, 3208])
  assert.deepEqual(new Set([...live, ...ended].map(({ id }) => id)), ids)
})
