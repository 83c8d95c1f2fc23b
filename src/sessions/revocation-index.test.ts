import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFakeClock } from '../testing/fake-clock.ts'
import type { Revocation, RevocationKind } from './revocation.ts'
import { createRevocationIndex } from './revocation-index.ts'

const start = 1_768_478_400_500
const startSeconds = 1_768_478_400
const hour = 3_600_000

/** An index on a log that can be written to, be counted at, and go away. */
function createScene({ allowance = 1000 } = {}) {
  const clock = createFakeClock(start)
  const log: Revocation[] = []
  const scene = { clock, log, asked: 0, isAway: false }
  const store = {
    async revokedSince(sequence: number) {
      scene.asked += 1
      if (scene.isAway) throw new Error('the store is away')
      return log.filter(entry => entry.sequence > sequence)
    },
  }
  const say = (kind: RevocationKind, subject: string, keepUntil = start + hour) => {
    log.push({ sequence: log.length + 1, kind, subject, at: clock.now(), keepUntil })
  }
  return Object.assign(scene, { say, index: createRevocationIndex({ store, clock, allowance }) })
}

test('a token is revoked by its id, or with its session, and others are not', async () => {
  const { index, say } = createScene()
  say('jti', 'bad-jti')
  say('sid', 'bad-sid')
  await index.catchUp()
  assert.equal(index.statusOf({ jti: 'bad-jti', iat: startSeconds }, '1'), 'revoked')
  assert.equal(index.statusOf({ jti: 'bad-jti', sid: 'good-sid' }, '1'), 'revoked')
  assert.equal(index.statusOf({ jti: 'good-jti', sid: 'bad-sid' }, '1'), 'revoked')
  assert.equal(index.statusOf({ jti: 'good-jti', sid: 'good-sid' }, '1'), 'live')
  assert.equal(index.statusOf({ jti: 'bad-sid', sid: 'bad-jti' }, '1'), 'live')
})

test('tokens without a session are revoked for a user up to the second of the instant', async () => {
  const { index, say } = createScene()
  say('user-before', '1')
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

test('a later instant for the same user counts', async () => {
  const { index, say, clock } = createScene()
  say('user-before', '1')
  clock.advance(60_000)
  say('user-before', '1')
  await index.catchUp()
  assert.equal(index.statusOf({ iat: startSeconds + 60 }, '1'), 'revoked')
})

test('a stale user is read again, but a revoked token stays revoked', async () => {
  const { index, say } = createScene()
  say('user-stale', '1')
  say('sid', 'ended')
  await index.catchUp()
  assert.equal(index.statusOf({ sid: 'alive' }, '1'), 'stale')
  assert.equal(index.statusOf({ sid: 'ended' }, '1'), 'revoked')
  assert.equal(index.statusOf({ sid: 'alive' }, '2'), 'live')
})

test('an entry is forgotten when no token that it names can be valid any more', async () => {
  const { index, say, clock } = createScene()
  say('jti', 'short', start + 1000)
  say('jti', 'long', start + hour)
  await index.catchUp()
  assert.equal(index.size, 2)
  clock.advance(1001)
  await index.catchUp()
  assert.equal(index.size, 1)
  assert.equal(index.statusOf({ jti: 'long' }, '1'), 'revoked')
})

test('an entry that is said again for longer is kept for longer', async () => {
  const { index, say, clock } = createScene()
  say('user-stale', '1', start + 1000)
  say('user-stale', '1', start + hour)
  await index.catchUp()
  clock.advance(1001)
  await index.catchUp()
  assert.equal(index.statusOf({ sid: 's' }, '1'), 'stale')
})

test('what was read is taken for true as long as the allowance, and not a moment longer', async () => {
  const scene = createScene({ allowance: 1000 })
  const { index, clock, say } = scene
  await index.ensureFresh()
  assert.equal(scene.asked, 1)
  say('jti', 'revoked elsewhere')
  clock.advance(1000)
  await index.ensureFresh()
  assert.equal(scene.asked, 1)
  assert.equal(index.statusOf({ jti: 'revoked elsewhere' }, '1'), 'live')
  clock.advance(1)
  await index.ensureFresh()
  assert.equal(index.statusOf({ jti: 'revoked elsewhere' }, '1'), 'revoked')
  assert.equal(scene.asked, 2)
})

test('a hundred requests that wait for the same news ask the store once', async () => {
  const scene = createScene()
  await Promise.all(Array.from({ length: 100 }, () => scene.index.ensureFresh()))
  assert.equal(scene.asked, 1)
})

test('a store that is away is 503 once the knowledge is too old, and the next request asks again', async () => {
  const scene = createScene()
  const { index, clock, say } = scene
  await index.ensureFresh()
  scene.isAway = true
  await index.ensureFresh()
  clock.advance(1001)
  const refused = { code: 'store_unavailable', reason: 'revocations_unknown', headers: { 'Retry-After': '1' } }
  await assert.rejects(index.ensureFresh(), refused)
  await assert.rejects(index.ensureFresh(), refused)
  scene.isAway = false
  say('jti', 'said meanwhile')
  await index.ensureFresh()
  assert.equal(index.statusOf({ jti: 'said meanwhile' }, '1'), 'revoked')
})

test('the answer of a store counts from when it was asked, not from when it came', async () => {
  const clock = createFakeClock(start)
  let asked = 0
  const store = {
    async revokedSince() {
      asked += 1
      clock.advance(1001)
      return []
    },
  }
  const index = createRevocationIndex({ store, clock, allowance: 1000 })
  await index.ensureFresh()
  await index.ensureFresh()
  assert.equal(asked, 2)
})

test('an answer that was overtaken by a later one takes nothing back', async () => {
  const clock = createFakeClock(start)
  const said = (sequence: number, at: number): Revocation => {
    return { sequence, kind: 'user-before', subject: '1', at, keepUntil: start + hour }
  }
  const answers: ((entries: readonly Revocation[]) => void)[] = []
  const store = { revokedSince: () => new Promise<readonly Revocation[]>(resolve => answers.push(resolve)) }
  const index = createRevocationIndex({ store, clock, allowance: 1000 })
  const [first, second] = [index.catchUp(), index.catchUp()]
  answers[1]?.([said(1, start), said(2, start + 60_000)])
  await second
  answers[0]?.([said(1, start)])
  await first
  assert.equal(index.statusOf({ iat: startSeconds + 60 }, '1'), 'revoked')
})

test('who subscribed hears of each revocation once, when it is known here and judged so, until they leave', async () => {
  const clock = createFakeClock(start)
  const log: Revocation[] = []
  const store = { revokedSince: async (after: number) => log.filter(({ sequence }) => sequence > after) }
  const say = (subject: string) =>
    log.push({ sequence: log.length + 1, kind: 'jti', subject, at: start, keepUntil: start + hour })
  const index = createRevocationIndex({ store, clock, allowance: 1000 })
  const heard: string[] = []
  const leave = index.subscribe(({ subject }) => heard.push(`${subject} ${index.statusOf({ jti: subject }, '1')}`))
  say('one')
  await index.catchUp()
  await index.catchUp()
  assert.deepEqual(heard, ['one revoked'])
  leave()
  say('two')
  await index.catchUp()
  assert.deepEqual(heard, ['one revoked'])
})

test('a clock that was set back does not make old knowledge fresh', async () => {
  const { index, say, clock } = createScene()
  await index.ensureFresh()
  clock.advance(-hour)
  say('sid', 'gone')
  await index.ensureFresh()
  assert.equal(index.statusOf({ sid: 'gone' }, '1'), 'revoked')
})

test('a subject that is named again and again does not keep what has expired', async () => {
  const { index, say, clock } = createScene()
  say('user-stale', 'busy', start + 1000)
  say('user-stale', 'quiet', start + 1000)
  say('user-stale', 'busy', start + hour)
  await index.catchUp()
  clock.advance(2000)
  await index.catchUp()
  assert.equal(index.size, 1)
})
