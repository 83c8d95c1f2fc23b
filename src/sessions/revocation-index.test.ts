import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFakeClock } from '../testing/fake-clock.ts'
import type { Revocation, RevocationKind } from './revocation.ts'
import { createRevocationIndex } from './revocation-index.ts'

const start = 1_768_478_400_500
const startSeconds = 1_768_478_400
const hour = 3_600_000

/** An index on a log that the test writes to, that counts reads, and that can fail. */
function createScene({ allowance = 1000 } = {}) {
  const clock = createFakeClock(start)
  const log: Revocation[] = []
  const scene = { clock, log, reads: 0, isDown: false }
  const store = {
    async revokedSince(sequence: number) {
      scene.reads += 1
      if (scene.isDown) throw new Error('the store is down')
      return log.filter(entry => entry.sequence > sequence)
    },
  }
  const append = (kind: RevocationKind, subject: string, keepUntil = start + hour) => {
    log.push({ sequence: log.length + 1, kind, subject, at: clock.now(), keepUntil })
  }
  return Object.assign(scene, { append, index: createRevocationIndex({ store, clock, allowance, leeway: 0 }) })
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
  clock.advance(1001)
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

test('a failed store is 503 once the index is too old, and the next request reads again', async () => {
  const scene = createScene()
  const { index, clock, append } = scene
  await index.ensureFresh()
  scene.isDown = true
  await index.ensureFresh()
  clock.advance(1001)
  const refused = { code: 'store_unavailable', reason: 'revocations_unknown', headers: { 'Retry-After': '1' } }
  await assert.rejects(index.ensureFresh(), refused)
  await assert.rejects(index.ensureFresh(), refused)
  scene.isDown = false
  append('jti', 'revoked meanwhile')
  await index.ensureFresh()
  assert.equal(index.statusOf({ jti: 'revoked meanwhile' }, '1'), 'revoked')
})

test('freshness counts from the start of a read, not from its end', async () => {
  const clock = createFakeClock(start)
  let reads = 0
  const store = {
    async revokedSince() {
      reads += 1
      clock.advance(1001)
      return []
    },
  }
  const index = createRevocationIndex({ store, clock, allowance: 1000, leeway: 0 })
  await index.ensureFresh()
  await index.ensureFresh()
  assert.equal(reads, 2)
})

test('a read that was overtaken by a later one does not undo it', async () => {
  const clock = createFakeClock(start)
  const entry = (sequence: number, at: number): Revocation => {
    return { sequence, kind: 'user-before', subject: '1', at, keepUntil: start + hour }
  }
  const pending: ((entries: readonly Revocation[]) => void)[] = []
  const store = { revokedSince: () => new Promise<readonly Revocation[]>(resolve => pending.push(resolve)) }
  const index = createRevocationIndex({ store, clock, allowance: 1000, leeway: 0 })
  const [first, second] = [index.catchUp(), index.catchUp()]
  pending[1]?.([entry(1, start), entry(2, start + 60_000)])
  await second
  pending[0]?.([entry(1, start)])
  await first
  assert.equal(index.statusOf({ iat: startSeconds + 60 }, '1'), 'revoked')
})

test('a subscriber receives each revocation once, after it takes effect, until it unsubscribes', async () => {
  const clock = createFakeClock(start)
  const log: Revocation[] = []
  const store = { revokedSince: async (after: number) => log.filter(({ sequence }) => sequence > after) }
  const append = (subject: string) =>
    log.push({ sequence: log.length + 1, kind: 'jti', subject, at: start, keepUntil: start + hour })
  const index = createRevocationIndex({ store, clock, allowance: 1000, leeway: 0 })
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
