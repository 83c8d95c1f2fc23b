import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createTestSchema, openTestPostgres, runOnPostgres, whyNoPostgres } from '../../testing/postgres-store.ts'
import { addUser, beginning, refreshing } from '../../testing/store-contract/opened-store.ts'
import { sessionKeyOf } from './session-key.ts'

const skip = await whyNoPostgres()

async function openWith(t: TestContext, sids: readonly string[]) {
  const url = await createTestSchema(t)
  const store = await openTestPostgres(t, {}, { url })
  const user = await addUser(store, 'alice@example.com')
  for (const sid of sids) await store.sessions.start(beginning(user, sid))
  const schema = new URL(url).searchParams.get('schema')
  const run = (sql: string) => runOnPostgres(`SET search_path = ${schema}; ${sql}`)
  return { store, run }
}

test('refreshes that come together are one transaction', { skip }, async t => {
  const sids = Array.from({ length: 20 }, (_, index) => `s${index}`)
  const { store } = await openWith(t, sids)
  await Promise.all(sids.map(sid => store.sessions.rotate(refreshing(sid, `${sid}-1`, `${sid}-2`))))
  const { rows } = await store.pool.query('SELECT count(DISTINCT xmin::text)::int AS transactions FROM sessions')
  assert.deepEqual(rows, [{ transactions: 1 }])
})

test('so are those that look at their user at once', { skip }, async t => {
  const sids = Array.from({ length: 20 }, (_, index) => `s${index}`)
  const { store } = await openWith(t, sids)
  const attempts = sids.map(sid => refreshing(sid, `${sid}-1`, `${sid}-2`))
  const users = await Promise.all(attempts.map(attempt => store.sessions.rotateAtOnce?.(attempt, true)))
  assert.ok(users.every(user => user?.email === 'alice@example.com'))
  const { rows } = await store.pool.query('SELECT count(DISTINCT xmin::text)::int AS transactions FROM sessions')
  assert.deepEqual(rows, [{ transactions: 1 }])
})

test('a session that another transaction holds is waited for by its own refresh alone', { skip }, async t => {
  const { store } = await openWith(t, ['held', 'free'])
  const other = await store.pool.connect()
  await other.query('BEGIN')
  await other.query('SELECT FROM sessions WHERE sid = $1 FOR UPDATE', [sessionKeyOf('held').sid])
  const order: string[] = []
  const rotate = async (sid: string) => {
    await store.sessions.rotate(refreshing(sid, `${sid}-1`, `${sid}-2`))
    order.push(sid)
  }
  const held = rotate('held')
  await rotate('free')
  assert.deepEqual(order, ['free'])
  await other.query('COMMIT')
  other.release()
  await held
  assert.deepEqual(order, ['free', 'held'])
})

test('a refresh that a rule of the application refuses takes no other with it', { skip }, async t => {
  const sids = ['one', 'two', 'three']
  const { store, run } = await openWith(t, sids)
  await run(`
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN IF NEW.address = '\\x00000000' THEN RAISE 'not from here'; END IF; RETURN NEW; END $$;
    CREATE TRIGGER refusing BEFORE UPDATE ON sessions FOR EACH ROW EXECUTE FUNCTION refuse()`)
  const rotate = (sid: string) => {
    const origin = { address: sid === 'two' ? '0.0.0.0' : '192.0.2.1', userAgent: 'contract' }
    return store.sessions.rotate(refreshing(sid, `${sid}-1`, `${sid}-2`, { origin }))
  }
  const outcomes = await Promise.allSettled(sids.map(rotate))
  assert.deepEqual(
    outcomes.map(outcome => (outcome.status === 'fulfilled' ? outcome.value.kind : outcome.reason.message)),
    ['rotated', 'not from here', 'rotated'],
  )
})
