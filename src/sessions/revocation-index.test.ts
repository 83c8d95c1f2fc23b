import assert from 'node:assert/strict'
import { test } from 'node:test'
import { problem } from '../problems.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { createIndex, pageOf } from '../testing/revocation-log.ts'
import type { Revocation, RevocationCursor, RevocationKind } from './revocation.ts'

const start = 1_768_478_400_500
const startSeconds = 1_768_478_400
const hour = 3_600_000

/** An index on a log that the test writes to, that counts reads, and that can fail. */
function createScene({ allowance = 1000 } = {}) {
  const clock = createFakeClock(start)
  const log: Revocation[] = []
  const scene = { clock, log, reads: 0, failure: undefined as Error | undefined }
  const store = {
    async revokedSince(cursor: RevocationCursor | undefined) {
      scene.reads += 1
      if (scene.failure !== undefined) throw scene.failure
      return pageOf(log, cursor)
    },
  }
  const append = (kind: RevocationKind, subject: string, keepUntil = start + hour) => {
    log.push({ kind, subject, at: clock.now(), keepUntil })
  }
  return Object.assign(scene, { append, index: createIndex(store, clock, allowance) })
}

test('a token is revoked by its jti or its sid, and others are not', async () => {
  const { index, append } = createScene()
  append('jti', 'bad-jti')
  append('sid', 'bad-sid')
  await index.catchUp()
  assert.equal(index.statusOf({ jti: 'bad-jti', iat: startSeconds }, '1'), 'revoked')
  assert.equal(index.statusOf({ jti: 'bad-jti', sid: 'good-sid' }, '1'), 'revoked')
  assert.equal(index.statusOf({ jti: 'good-jti', sid: 'bad-sid' }, '1'), 'revoked')
  assert.equal(index.statusOf({ jti: 'good-jti', sid: 'good-sid' }, '1'), 'live')
  assert.equal(index.statusOf({ jti: 'bad-sid', sid: 'bad-jti' }, '1'), 'live')
})

test("user-before revokes a user's tokens without a session up to that second", async () => {
  const { index, append } = createScene()
  append('user-before', '1')
  await index.catchUp()
  const rows = [
    [{ iat: startSeconds - 1 }, '1', 'revoked'],
    [{ iat: startSeconds }, '1', 'revoked'],
    [{ iat: startSeconds + 0.9 }, '1', 'live'],
    [{ iat: startSeconds + 1 }, '1', 'live'],
    [{}, '1', 'revoked'],
    [{ iat: '9999999999' }, '1', 'revoked'],
    [{ iat: startSeconds - 1, sid: 'a login' }, '1', 'live'],
    [{ iat: startSeconds - 1 }, '2', 'live'],
  ] as const
  for (const [claims, userId, expected] of rows) {
    assert.equal(index.statusOf(claims, userId), expected, JSON.stringify([claims, userId]))
  }
})

test('a later user-before of the same user wins', async () => {
  const { index, append, clock } = createScene()
  append('user-before', '1')
  clock.advance(60_000)
  append('user-before', '1')
  await index.catchUp()
  assert.equal(index.statusOf({ iat: startSeconds + 60 }, '1'), 'revoked')
})

test('a stale user must be read again, but a revoked token stays revoked', async () => {
  const { index, append } = createScene()
  append('user-stale', '1')
  append('sid', 'ended')
  await index.catchUp()
  assert.equal(index.statusOf({ sid: 'alive' }, '1'), 'stale')
  assert.equal(index.statusOf({ sid: 'ended' }, '1'), 'revoked')
  assert.equal(index.statusOf({ sid: 'alive' }, '2'), 'live')
})

test('an entry is dropped once no token it names can still be valid', async () => {
  const { index, append, clock } = createScene()
  append('jti', 'short', start + 1000)
  append('jti', 'long', start + hour)
  await index.catchUp()
  assert.equal(index.size, 2)
  // Entries go by full seconds.
  clock.advance(1500)
  await index.catchUp()
  assert.equal(index.size, 1)
  assert.equal(index.statusOf({ jti: 'long' }, '1'), 'revoked')
})

test('an entry that is appended again with a later keepUntil is kept until then', async () => {
  const { index, append, clock } = createScene()
  append('user-stale', '1', start + 1000)
  append('user-stale', '1', start + hour)
  await index.catchUp()
  clock.advance(1001)
  await index.catchUp()
  assert.equal(index.statusOf({ sid: 's' }, '1'), 'stale')
})

test('the log is trusted for the allowance, and not a millisecond longer', async () => {
  const scene = createScene({ allowance: 1000 })
  const { index, clock, append } = scene
  await index.ensureFresh()
  assert.equal(scene.reads, 1)
  append('jti', 'revoked elsewhere')
  clock.advance(1000)
  await index.ensureFresh()
  assert.equal(scene.reads, 1)
  assert.equal(index.statusOf({ jti: 'revoked elsewhere' }, '1'), 'live')
  clock.advance(1)
  await index.ensureFresh()
  assert.equal(index.statusOf({ jti: 'revoked elsewhere' }, '1'), 'revoked')
  assert.equal(scene.reads, 2)
})

test('a hundred concurrent requests read the store once', async () => {
  const scene = createScene()
  await Promise.all(Array.from({ length: 100 }, () => scene.index.ensureFresh()))
  assert.equal(scene.reads, 1)
})

test('the requests of one turn ask once whether another process has committed, after the last of them arrived', async () => {
  const clock = createFakeClock(start)
  const log: Revocation[] = []
  let [mark, asked] = [0, 0]
  const index = createIndex(
    {
      revokedSince: async cursor => pageOf(log, cursor),
      changeMark() {
        asked += 1
        return mark
      },
    },
    clock,
  )
  await index.ensureFresh()
  asked = 0
  const requests = [index.ensureFresh(), index.ensureFresh()]
  log.push({ kind: 'sid', subject: 'ended in the turn', at: start, keepUntil: start + hour })
  mark += 1
  requests.push(index.ensureFresh())
  await Promise.all(requests)
  assert.equal(index.statusOf({ sid: 'ended in the turn' }, '1'), 'revoked')
  // Once to ask, and once for the mark of the read that followed.
  assert.equal(asked, 2)
  await index.ensureFresh()
  assert.equal(asked, 3)
})

test('a store that is away is 503 once the index is too old, and the next request reads again', async () => {
  const scene = createScene()
  const { index, clock, append } = scene
  await index.ensureFresh()
  scene.failure = problem('store_unavailable', { reason: 'sqlite' })
  await index.ensureFresh()
  clock.advance(1001)
  const refused = { code: 'store_unavailable', reason: 'revocations_unknown', headers: { 'Retry-After': '1' } }
  await assert.rejects(index.ensureFresh(), refused)
  await assert.rejects(index.ensureFresh(), refused)
  scene.failure = undefined
  append('jti', 'revoked meanwhile')
  await index.ensureFresh()
  assert.equal(index.statusOf({ jti: 'revoked meanwhile' }, '1'), 'revoked')
})

test('a mistake in the program is not told as a store that is away, and its tokens are refused all the same', async () => {
  const scene = createScene()
  const mistake = new Error('no such table: revocations')
  scene.failure = mistake
  await assert.rejects(scene.index.ensureFresh(), mistake)
  await assert.rejects(scene.index.ensureFresh(), mistake)
})

test('freshness counts from the start of a read, not from its end', async () => {
  const clock = createFakeClock(start)
  let reads = 0
  const store = {
    async revokedSince() {
      reads += 1
      clock.advance(1001)
      return pageOf([])
    },
  }
  const index = createIndex(store, clock)
  await index.ensureFresh()
  await index.ensureFresh()
  assert.equal(reads, 2)
})

test('a caller gets what it has written, also when a read is under way that began before', async () => {
  const log: Revocation[] = []
  const gates: PromiseWithResolvers<void>[] = []
  const store = {
    async revokedSince(cursor: RevocationCursor | undefined) {
      const page = pageOf([...log], cursor)
      const gate = Promise.withResolvers<void>()
      gates.push(gate)
      await gate.promise
      return page
    },
  }
  const index = createIndex(store, createFakeClock(start))
  const early = index.catchUp()
  log.push({ kind: 'jti', subject: 'mine', at: start, keepUntil: start + hour })
  const late = [index.catchUp(), index.catchUp()]
  gates[0]?.resolve()
  await early
  assert.equal(index.statusOf({ jti: 'mine' }, '1'), 'live')
  gates[1]?.resolve()
  await Promise.all(late)
  assert.equal(index.statusOf({ jti: 'mine' }, '1'), 'revoked')
  assert.equal(gates.length, 2)
})

test('entries that arrive late or twice undo nothing', async () => {
  const entry = (at: number): Revocation => ({ kind: 'user-before', subject: '1', at, keepUntil: start + hour })
  const log = [entry(start + 60_000), entry(start), entry(start)]
  const store = { revokedSince: async () => pageOf(log) }
  const index = createIndex(store, createFakeClock(start))
  for (let read = 0; read < 2; read += 1) await index.catchUp()
  assert.equal(index.statusOf({ iat: startSeconds + 60 }, '1'), 'revoked')
})

test('a subscriber receives each revocation once, after it takes effect, until it unsubscribes', async () => {
  const clock = createFakeClock(start)
  const log: Revocation[] = []
  const store = { revokedSince: async (cursor: RevocationCursor | undefined) => pageOf(log, cursor) }
  const append = (subject: string) => log.push({ kind: 'jti', subject, at: start, keepUntil: start + hour })
  const index = createIndex(store, clock)
  const received: string[] = []
  const unsubscribe = index.subscribe(({ subject }) =>
    received.push(`${subject} ${index.statusOf({ jti: subject }, '1')}`),
  )
  append('one')
  await index.catchUp()
  await index.catchUp()
  assert.deepEqual(received, ['one revoked'])
  unsubscribe()
  append('two')
  await index.catchUp()
  assert.deepEqual(received, ['one revoked'])
})

test('setting the clock back does not make an old index fresh', async () => {
  const { index, append, clock } = createScene()
  await index.ensureFresh()
  clock.advance(-hour)
  append('sid', 'gone')
  await index.ensureFresh()
  assert.equal(index.statusOf({ sid: 'gone' }, '1'), 'revoked')
})

test('a subject that is appended repeatedly does not keep expired entries alive', async () => {
  const { index, append, clock } = createScene()
  append('user-stale', 'busy', start + 1000)
  append('user-stale', 'quiet', start + 1000)
  append('user-stale', 'busy', start + hour)
  await index.catchUp()
  clock.advance(2000)
  await index.catchUp()
  assert.equal(index.size, 1)
})

test('an entry that is kept until the year 9999 does not keep the later ones (memory exhaustion)', async () => {
  const { index, append, clock } = createScene()
  append('jti', 'foreign', Date.UTC(9999, 0))
  for (let number = 0; number < 100; number += 1) append('jti', `short ${number}`, start + 1000)
  await index.catchUp()
  assert.equal(index.size, 101)
  clock.advance(2000)
  await index.catchUp()
  assert.equal(index.size, 1)
  assert.equal(index.statusOf({ jti: 'foreign' }, '1'), 'revoked')
})

test('a later user-before at an earlier moment, as after the clock was set back, does not undo the first', async () => {
  const { index, append, clock } = createScene()
  clock.advance(60_000)
  append('user-before', '1')
  clock.advance(-60_000)
  append('user-before', '1')
  await index.catchUp()
  assert.equal(index.statusOf({ iat: startSeconds + 60 }, '1'), 'revoked')
})

test('between the pages of a long log other requests go on (denial of service)', async () => {
  const log = Array.from({ length: 10 }, (_, index): Revocation => {
    return { kind: 'jti', subject: String(index), at: start, keepUntil: start + hour }
  })
  const store = { revokedSince: async (cursor: RevocationCursor | undefined) => pageOf(log, cursor, 2) }
  const index = createIndex(store, createFakeClock(start))
  let turns = 0
  const count = () => {
    turns += 1
    if (index.size < 10) setImmediate(count)
  }
  setImmediate(count)
  await index.ensureFresh()
  assert.equal(index.size, 10)
  assert.ok(turns >= 3, String(turns))
})
