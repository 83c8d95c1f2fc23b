import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type TestContext, test } from 'node:test'
import { createTestSchema, openTestPostgres, whyNoPostgres } from '../../testing/postgres-store.ts'
import { now } from '../../testing/store-contract/opened-store.ts'

const skip = await whyNoPostgres()

/** Two nodes, of which one listens to the other. */
async function listenThere(t: TestContext) {
  const url = await createTestSchema(t)
  const [here, there] = [await openTestPostgres(t, {}, { url }), await openTestPostgres(t, {}, { url })]
  const ear = createEar()
  // The first hint comes once it listens, as others may have been missed before.
  const connected = ear.next()
  const stop = there.sessions.watch?.(ear.hear)
  await connected
  return { here, there, ear, stop }
}

/** Counts hints, and waits for the next. */
function createEar() {
  const target = new EventTarget()
  const ear = {
    hints: 0,
    hear: () => {
      ear.hints += 1
      target.dispatchEvent(new Event('hint'))
    },
    next: () => once(target, 'hint', { signal: AbortSignal.timeout(5000) }),
  }
  return ear
}

test('another node hears of a revocation after it is committed, and of nothing else', { skip }, async t => {
  const { here, there, ear, stop } = await listenThere(t)
  const { cursor } = await there.sessions.revokedSince(undefined)
  const hinted = ear.next()
  await here.sessions.revokeJti('gone', now + 1000, now)
  await hinted
  const { revocations } = await there.sessions.revokedSince(cursor)
  assert.deepEqual(
    revocations.map(({ subject }) => subject),
    ['gone'],
  )
  stop?.()
})

test('a hundred revocations at once are a few hints', { skip }, async t => {
  const { here, ear, stop } = await listenThere(t)
  const hinted = ear.next()
  await Promise.all(Array.from({ length: 100 }, (_, n) => here.sessions.revokeJti(`jti-${n}`, now + 1000, now)))
  await hinted
  await new Promise(resolve => setTimeout(resolve, 200))
  assert.ok(ear.hints < 40, String(ear.hints))
  stop?.()
})

test('a node whose listening connection is killed listens again, and hears what it missed', { skip }, async t => {
  const { here, ear, stop } = await listenThere(t)
  const again = ear.next()
  await here.pool.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND application_name = 'latchkey'",
  )
  await again
  const hinted = ear.next()
  await here.sessions.revokeJti('after', now + 1000, now)
  await hinted
  stop?.()
})

test('a cursor loses nothing that commits late, nor repeats what it gave (numbers out of order)', { skip }, async t => {
  // Both connections are older than the first read: see tokens.ts.
  const store = await openTestPostgres(t, {}, { url: `${await createTestSchema(t)}&pool_size=2` })
  const slow = await store.pool.connect()
  const insert = "INSERT INTO revocations (kind, subject, at, keep_until) VALUES ('jti', $1, $2, $3)"
  await slow.query('BEGIN')
  await slow.query(insert, ['late', now, now + 1000])
  await store.sessions.revokeJti('early', now + 1000, now)
  const first = await store.sessions.revokedSince(undefined)
  const second = await store.sessions.revokedSince(first.cursor)
  await slow.query('COMMIT')
  slow.release()
  const third = await store.sessions.revokedSince(second.cursor)
  const fourth = await store.sessions.revokedSince(third.cursor)
  const subjects = [first, second, third, fourth].map(page => page.revocations.map(({ subject }) => subject))
  assert.deepEqual(subjects, [['early'], [], ['late'], []])
})
