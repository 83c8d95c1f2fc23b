import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createAuth } from '../../../auth.ts'
import type { RevocationPage } from '../../../sessions/revocation.ts'
import { resolveSettings } from '../../../settings.ts'
import type { Store } from '../../../store.ts'
import { backUp, putBack } from '../../../stores/sqlite/backup.ts'
import { openSqliteStore } from '../../../stores/sqlite/store.ts'
import { createFakeClock } from '../../../testing/fake-clock.ts'
import { createTestSchema, openTestPostgres, whyNoPostgres } from '../../../testing/postgres-store.ts'
import { temporaryFolder } from '../../../testing/temporary-folder.ts'
import { feedToken, has } from './feed-client.ts'

const skip = await whyNoPostgres()
const settings = resolveSettings([{ source: 'test', values: { secretKey: feedToken, throttling: false } }])
const clock = createFakeClock()
const now = clock.now()

async function openNode(t: TestContext, store: Store) {
  const { system } = await createAuth({ settings, store, clock, timer: clock, events: { emit() {} } })
  t.after(() => system.revocations.close())
  const revoke = (jti: string) => system.sessions.revokeJti(jti, now + 60_000, now)
  return { revoke, feed: system.revocationFeed, system }
}

const cursorOf = (text: string): string => JSON.parse(text).cursor

test('a cursor is any node’s, and survives a restart of all of them', { skip }, async t => {
  const url = await createTestSchema(t)
  const [one, two] = [
    await openNode(t, await openTestPostgres(t, {}, { url })),
    await openNode(t, await openTestPostgres(t, {}, { url })),
  ]
  await one.revoke('first')
  const cursor = cursorOf((await one.feed.snapshot()).text)
  await one.revoke('second')
  const there = await two.feed.since(cursor, two.feed.elapsed())
  assert.ok(has(there, 'jti', 'second'))
  await two.revoke('third')
  for (const node of [one, two, await openNode(t, await openTestPostgres(t, {}, { url }))]) {
    assert.ok(has(await node.feed.since(there.cursor ?? '', 0), 'jti', 'third'))
  }
})

test('what is revoked while a snapshot is read is in it, or behind its cursor', async t => {
  const store = openSqliteStore(':memory:', settings)
  const node = await openNode(t, store)
  const revocations = (from: number, count: number) =>
    Promise.all(Array.from({ length: count }, (_, index) => node.revoke(`jti-${from + index}`)))
  await revocations(0, 6000)
  const reading = node.feed.snapshot()
  await revocations(6000, 500)
  const { text } = await reading
  const news = await node.feed.since(cursorOf(text), node.feed.elapsed())
  const snapshot = JSON.parse(text)
  for (let index = 0; index < 6500; index += 1) {
    const jti = `jti-${index}`
    if (index % 300 === 0 || index >= 6480) assert.ok(has(snapshot, 'jti', jti) || has(news, 'jti', jti), jti)
  }
})

test('a node that did not know of a revocation of its neighbour gives no cursor behind it', async t => {
  const file = `${temporaryFolder(t)}/feed.sqlite3`
  const [one, two] = [
    await openNode(t, openSqliteStore(file, settings)),
    await openNode(t, openSqliteStore(file, settings)),
  ]
  await one.feed.snapshot()
  const cursor = cursorOf((await two.feed.snapshot()).text)
  // The first node hears of its own at once, before it has read the log again.
  await one.revoke('mine')
  assert.ok(has(await one.feed.since(cursor, one.feed.elapsed()), 'jti', 'mine'))
})

test('200 that wait share the reads of one', async t => {
  const store = openSqliteStore(':memory:', settings)
  let reads = 0
  const counted = {
    ...store,
    sessions: {
      ...store.sessions,
      revokedSince: (...given: Parameters<Store['sessions']['revokedSince']>) => {
        reads += 1
        return store.sessions.revokedSince(...given)
      },
    },
  }
  const node = await openNode(t, counted)
  const cursor = cursorOf((await node.feed.snapshot()).text)
  const lines = Array.from({ length: 200 }, () => node.feed.follow(cursor, node.feed.elapsed(), 25_000))
  await Promise.all(lines.map(each => each.next()))
  assert.equal(node.feed.waiting, 200)
  const before = reads
  for (let round = 0; round < 4; round += 1) {
    const next = lines.map(each => each.next())
    clock.advance(250)
    await Promise.all(next)
  }
  assert.ok(reads - before <= 8, String(reads - before))
  await Promise.all(lines.map(each => each.return(undefined)))
  assert.equal(node.feed.waiting, 0)
})

test('a store that is away does not make a line younger, and a question about news is 503', async t => {
  const store = openSqliteStore(':memory:', settings)
  let isAway = false
  const sessions = {
    ...store.sessions,
    revokedSince: async (...given: Parameters<Store['sessions']['revokedSince']>) => {
      if (isAway) throw new (await import('../../../problems.ts')).AuthError('store_unavailable')
      return await store.sessions.revokedSince(...given)
    },
  }
  const node = await openNode(t, { ...store, sessions })
  const cursor = cursorOf((await node.feed.snapshot()).text)
  const lines = node.feed.follow(cursor, node.feed.elapsed(), 25_000)
  assert.equal((await lines.next()).value?.asOf, 0)
  isAway = true
  const next = lines.next()
  clock.advance(250)
  assert.equal((await next).value?.asOf, 0)
  await assert.rejects(node.feed.since(cursor, 0), { code: 'store_unavailable' })
  isAway = false
  const later = lines.next()
  clock.advance(250)
  assert.equal((await later).value?.asOf, 500)
  await lines.return(undefined)
})

test('a key that is retired is told to all that wait, within moments', async t => {
  const node = await openNode(t, openSqliteStore(':memory:', settings))
  const keys: { kid: string | undefined }[] = [{ kid: 'old' }, { kid: 'new' }]
  const keyring = {
    ...node.system.keyring,
    find: () => undefined,
    get keys() {
      return keys as never
    },
  }
  const { createRevocationFeed } = await import('../feed.ts')
  const feed = createRevocationFeed({ ...node.system, keyring })
  const lines = feed.follow(cursorOf((await feed.snapshot()).text), feed.elapsed(), 25_000)
  assert.deepEqual((await lines.next()).value?.keys, ['old', 'new'])
  const next = lines.next()
  keys.shift()
  clock.advance(50)
  assert.deepEqual((await next).value?.keys, ['new'])
  await lines.return(undefined)
})

test('a log that is too long for one answer goes on behind its cursor, and nothing is skipped', async t => {
  const store = openSqliteStore(':memory:', settings)
  const revocation = (subject: string) => ({ kind: 'jti' as const, subject, at: now, keepUntil: now + 60_000 })
  const first = Array.from({ length: 250_001 }, (_, index) => revocation(`jti-${index}`))
  const pages: Readonly<Record<string, RevocationPage>> = {
    '': { revocations: first, cursor: 'middle', isLast: false },
    middle: { revocations: [revocation('last')], cursor: 'end', isLast: true },
    end: { revocations: [], cursor: 'end', isLast: true },
  }
  const revokedSince = async (cursor = '') => pages[cursor] ?? { revocations: [], cursor, isLast: true }
  const node = await openNode(t, { ...store, sessions: { ...store.sessions, revokedSince } })
  // As on a node that has verified tokens: it hears of what is old no more.
  await node.system.revocations.catchUp()
  const snapshot = JSON.parse((await node.feed.snapshot()).text)
  assert.deepEqual([snapshot.more, snapshot.asOf], [true, undefined])
  for (const _ of ['once', 'and again, as it was answered before']) {
    const rest = await node.feed.since(snapshot.cursor, node.feed.elapsed())
    assert.deepEqual([has(rest, 'jti', 'last'), rest.more], [true, undefined])
  }
})

test('after a restore a cursor from before gives everything, and says so', async t => {
  const file = `${temporaryFolder(t)}/feed.sqlite3`
  const store = openSqliteStore(file, settings)
  const before = await openNode(t, store)
  await before.revoke('kept')
  const cursor = cursorOf((await before.feed.snapshot()).text)
  assert.equal((await before.feed.since(cursor, 0)).reset, undefined)
  const backup = `${file}.backup`
  backUp(file, backup)
  await before.revoke('since')
  const later = (await before.feed.since(cursor, 0)).cursor ?? ''
  await store.close()
  await putBack(backup, file, { replaces: true, keepsMails: true, prepare: async () => {} })
  const after = await openNode(t, openSqliteStore(file, settings))
  // As many as before, so that the numbers of the log are the same again.
  await after.revoke('new')
  for (const old of [cursor, later]) {
    const line = await after.feed.since(old, 0)
    assert.equal(line.reset, true)
    for (const jti of ['kept', 'since', 'new']) assert.ok(has(line, 'jti', jti), jti)
  }
})
