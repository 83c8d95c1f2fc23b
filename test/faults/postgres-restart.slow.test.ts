/** PostgreSQL that is restarted, crashes, or goes silent under load: nothing acknowledged is lost, and no node restarts. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { findPostgresPrograms, openPostgresCluster } from '../../src/testing/postgres-cluster.ts'
import { openPostgresProxy } from '../../src/testing/postgres-proxy.ts'
import { openTestPostgres } from '../../src/testing/postgres-store.ts'
import { addUser, beginning, now, stamp } from '../../src/testing/store-contract/opened-store.ts'
import { assertNothingLost, keepWriting } from './acknowledged.ts'

const programs = findPostgresPrograms()
const skip = programs === undefined ? 'no initdb in /usr/lib/postgresql' : false

for (const how of ['fast', 'immediate'] as const) {
  test(`a ${how} restart under load loses nothing that was acknowledged`, { skip, timeout: 120_000 }, async t => {
    const cluster = await openPostgresCluster(t, programs ?? '')
    const store = await openTestPostgres(t, {}, { url: cluster.url })
    const user = await addUser(store, 'alice@example.com')
    const writing = keepWriting(t, store, user)
    await pause(400)
    cluster.stop(how)
    cluster.start()
    await writing.more(20)
    await writing.stop()
    await assertNothingLost(store, writing)
    t.diagnostic(`${writing.started.length} sessions acknowledged, 0 lost`)
  })
}

const silence = { skip, timeout: 120_000 }

test('a way that swallows everything costs bounded time, and works again without a restart', silence, async t => {
  const cluster = await openPostgresCluster(t, programs ?? '')
  const proxy = await openPostgresProxy(t, cluster.port)
  const direct = await openTestPostgres(t, {}, { url: cluster.url })
  const store = await openTestPostgres(t, {}, { url: `${proxy.through(cluster.url)}?connect_timeout=2` })
  const user = await addUser(direct, 'alice@example.com')
  await store.users.findById(user.id)
  proxy.fail('silence')
  const began = performance.now()
  const outcomes = await Promise.allSettled([
    store.users.findById(user.id),
    store.sessions.start(beginning(user, 'one')),
    store.sessions.spend(stamp('one')),
  ])
  const seconds = (performance.now() - began) / 1000
  for (const outcome of outcomes) {
    assert.equal(outcome.status, 'rejected')
    assert.equal((outcome.reason as { code?: string }).code, 'store_unavailable')
  }
  assert.ok(seconds < 45, `${seconds} s`)
  t.diagnostic(`refused after ${seconds.toFixed(1)} s`)
  assert.deepEqual(await store.findWhatIsNotReady(), ['store_unavailable'])
  proxy.heal()
  proxy.cut()
  assert.equal((await store.users.findById(user.id))?.id, user.id)
  assert.equal(await store.sessions.start(beginning(user, 'two')), 'started')
  assert.equal((await store.sessions.listLive(user.id, now)).length, 1)
})
