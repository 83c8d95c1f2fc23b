/** PostgreSQL that is restarted, crashes, or goes silent under load: nothing acknowledged is lost, and no node restarts. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { findPostgresPrograms, openPostgresCluster } from '../../src/testing/postgres-cluster.ts'
import { openPostgresProxy } from '../../src/testing/postgres-proxy.ts'
import { openTestPostgres } from '../../src/testing/postgres-store.ts'
import { addUser, beginning, now, refreshing, stamp } from '../../src/testing/store-contract/opened-store.ts'
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

/** In milliseconds: what is promised, and what a busy machine takes. */
const longestSilence = 15_000 + 1500

const silence = { skip, timeout: 120_000 }

test('a way that swallows everything costs fifteen seconds, and works again without a restart', silence, async t => {
  const cluster = await openPostgresCluster(t, programs ?? '')
  const proxy = await openPostgresProxy(t, cluster.port)
  const direct = await openTestPostgres(t, {}, { url: cluster.url })
  const store = await openTestPostgres(t, {}, { url: proxy.through(cluster.url) })
  const user = await addUser(direct, 'alice@example.com')
  for (const sid of ['one', 'two', 'three']) await direct.sessions.start(beginning(user, sid))
  // Connections that look as good as any: each could be waited for.
  await Promise.all(Array.from({ length: 8 }, () => store.pool.query('SELECT pg_sleep(0.1)')))
  proxy.fail('silence')
  const rotate = () => store.sessions.rotate(refreshing('one', 'one-1', 'one-2'))
  const verbs: Readonly<Record<string, () => Promise<unknown> | undefined>> = {
    read: () => store.users.findById(user.id),
    refresh: rotate,
    'the same refresh': rotate,
    'refresh at once': () => store.sessions.rotateAtOnce?.(refreshing('two', 'two-1', 'two-2'), true),
    login: () => store.sessions.start(beginning(user, 'four')),
    logout: () => store.sessions.end('three', user.id, 'logout', now),
    'logout everywhere': () => store.sessions.endAll(user.id, 'logout', now),
    'a spent token': () => store.sessions.spend(stamp('one')),
    'the facts of a token': () =>
      store.sessions.factsOf({ presented: stamp('one-1'), sid: 'one', user: { id: user.id } }),
  }
  const began = performance.now()
  const ask = async (name: string, verb: () => Promise<unknown> | undefined) => {
    const code = await verb()?.catch((error: { readonly code?: string }) => error.code)
    return [name, code, performance.now() - began < longestSilence] as const
  }
  const told = await Promise.all(Object.entries(verbs).map(([name, verb]) => ask(name, verb)))
  assert.deepEqual(
    told,
    Object.keys(verbs).map(name => [name, 'store_unavailable', true]),
  )
  assert.deepEqual(await store.findWhatIsNotReady(), ['store_unavailable'])
  proxy.heal()
  proxy.cut()
  assert.equal((await store.users.findById(user.id))?.id, user.id)
  // Nothing went through.
  assert.deepEqual(
    (await direct.sessions.listLive(user.id, now)).map(({ generation }) => generation),
    [0, 0, 0],
  )
  assert.deepEqual(await rotate(), { kind: 'rotated' })
})

test('where one connection alone is silent, what became of a refresh is found out by another', silence, async t => {
  const cluster = await openPostgresCluster(t, programs ?? '')
  const store = await openTestPostgres(t, {}, { url: `${cluster.url}?pool_size=1` })
  const user = await addUser(store, 'alice@example.com')
  await store.sessions.start(beginning(user, 'one'))
  // The seal of the audit has the connection, too.
  await pause(2000)
  const { rows } = await store.pool.query('SELECT pg_backend_pid() AS pid')
  const pid = Number(rows[0]?.pid)
  process.kill(pid, 'SIGSTOP')
  try {
    const began = performance.now()
    const rotated = await store.sessions.rotate(refreshing('one', 'one-1', 'one-2'))
    const took = performance.now() - began
    assert.deepEqual(rotated, { kind: 'rotated' })
    assert.ok(took > 10_000 && took < longestSilence, `${took} ms`)
    assert.equal((await store.sessions.find('one'))?.generation, 1)
  } finally {
    process.kill(pid, 'SIGCONT')
  }
})
