import assert from 'node:assert/strict'
import { test } from 'node:test'
import { problem } from '../problems.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { createIndex, type Log, pageOf } from '../testing/revocation-log.ts'
import type { Revocation, RevocationCursor } from './revocation.ts'
import { createRevocationIndex } from './revocation-index.ts'

const start = 1_768_478_400_500
const hour = 3_600_000

test('what this process revokes is known before its write resolves, without a read', async () => {
  const clock = createFakeClock(start)
  let tell: Parameters<Log['onRevoked']>[0] = () => {}
  let reads = 0
  const index = createIndex(
    {
      revokedSince: async () => {
        reads += 1
        return pageOf([])
      },
      onRevoked(listener) {
        tell = listener
        return () => {}
      },
    },
    clock,
  )
  const received: string[] = []
  index.subscribe(({ subject }) => received.push(subject))
  const revocation: Revocation = { kind: 'sid', subject: 'ended', at: start, keepUntil: start + hour }
  tell([revocation])
  tell([revocation])
  assert.equal(index.statusOf({ sid: 'ended' }, '1'), 'revoked')
  assert.deepEqual([received, reads], [['ended'], 0])
})

test('where the store tells that no other process has committed, nothing is read, however long it is', async () => {
  const clock = createFakeClock(start)
  const log: Revocation[] = []
  const scene = { mark: 1, reads: 0, isAway: false }
  const store = {
    async revokedSince(cursor: RevocationCursor | undefined) {
      scene.reads += 1
      if (scene.isAway) throw problem('store_unavailable')
      return pageOf(log, cursor)
    },
    changeMark: () => scene.mark,
  }
  const index = createIndex(store, clock)
  for (let request = 0; request < 100; request += 1) {
    clock.advance(60_000)
    await index.ensureFresh()
  }
  assert.equal(scene.reads, 1)
  log.push({ kind: 'sid', subject: 'elsewhere', at: clock.now(), keepUntil: clock.now() + hour })
  scene.mark = 2
  // At the very next request, and a failed read is tried again by the one after it.
  scene.isAway = true
  await assert.rejects(index.ensureFresh(), { code: 'store_unavailable' })
  scene.isAway = false
  await index.ensureFresh()
  assert.equal(index.statusOf({ sid: 'elsewhere' }, '1'), 'revoked')
  assert.equal(scene.reads, 3)
})

test('a store that cannot tell whether it changed is read, and its failure is told', async () => {
  const store = {
    revokedSince: async () => {
      throw problem('store_unavailable')
    },
    changeMark: () => {
      throw new Error('database is not open')
    },
  }
  await assert.rejects(createIndex(store, createFakeClock(start)).ensureFresh(), { code: 'store_unavailable' })
})

test('a clock that was set back less than the index is old does not make it fresh', async () => {
  const clock = createFakeClock(start)
  let elapsed = 0
  let reads = 0
  const store = {
    revokedSince: async () => {
      reads += 1
      return pageOf([])
    },
  }
  const index = createIndex(store, Object.assign(clock, { elapsed: () => elapsed }))
  await index.ensureFresh()
  // Five seconds have passed, and the clock was set back by four and a half of them.
  elapsed += 5000
  clock.advance(500)
  await index.ensureFresh()
  assert.equal(reads, 2)
})

test('while a store does not answer at all, requests are refused after two seconds', async () => {
  const clock = createFakeClock(start)
  const store = { revokedSince: () => new Promise<never>(() => {}), onRevoked: () => () => {} }
  const index = createRevocationIndex({ store, clock, timer: clock, allowance: 0, leeway: 0 })
  const refused = assert.rejects(index.ensureFresh(), { code: 'store_unavailable' })
  await new Promise(setImmediate)
  clock.advance(2000)
  await refused
})

test('a read that was lost keeps no later request waiting: it is asked again, and polls go on', async () => {
  const clock = createFakeClock(start)
  const log: Revocation[] = [{ kind: 'sid', subject: 'ended', at: start, keepUntil: start + hour }]
  let reads = 0
  const store = {
    onRevoked: () => () => {},
    revokedSince(cursor: RevocationCursor | undefined) {
      reads += 1
      // The first question goes into a connection of which nothing comes back.
      return reads === 1 ? new Promise<never>(() => {}) : Promise.resolve(pageOf(log, cursor))
    },
  }
  const index = createRevocationIndex({ store, clock, timer: clock, allowance: 1000, leeway: 0 })
  const settle = () => new Promise(setImmediate)
  const refused = assert.rejects(index.ensureFresh(), { code: 'store_unavailable' })
  await settle()
  clock.advance(2000)
  await refused
  await settle()
  await index.ensureFresh()
  assert.equal(index.statusOf({ sid: 'ended' }, '1'), 'revoked')
  const before = reads
  clock.advance(250)
  await settle()
  assert.ok(reads > before, 'the poll ended with the lost read')
  index.close()
})

test('once tokens are verified, polls and hints read what other nodes revoke, until it is closed', async () => {
  const clock = createFakeClock(start)
  const log: Revocation[] = []
  let hint = () => {}
  let isWatching = false
  let reads = 0
  const store = {
    onRevoked: () => () => {},
    async revokedSince(cursor: RevocationCursor | undefined) {
      reads += 1
      return pageOf(log, cursor)
    },
    watch(listener: () => void) {
      hint = listener
      isWatching = true
      return () => {
        isWatching = false
      }
    },
  }
  const index = createRevocationIndex({ store, clock, timer: clock, allowance: 1000, leeway: 0 })
  const settle = () => new Promise(setImmediate)
  clock.advance(10_000)
  assert.deepEqual([reads, isWatching], [0, false])
  await index.ensureFresh()
  log.push({ kind: 'sid', subject: 'hinted', at: start, keepUntil: start + hour })
  hint()
  await settle()
  assert.equal(index.statusOf({ sid: 'hinted' }, '1'), 'revoked')
  log.push({ kind: 'sid', subject: 'polled', at: start, keepUntil: start + hour })
  clock.advance(250)
  await settle()
  assert.equal(index.statusOf({ sid: 'polled' }, '1'), 'revoked')
  // The polls keep it fresh: no request waits for a read.
  const before = reads
  for (let round = 0; round < 8; round += 1) {
    clock.advance(250)
    await settle()
  }
  const polled = reads
  assert.ok(polled >= before + 8, String(polled - before))
  await index.ensureFresh()
  assert.equal(reads, polled)
  index.close()
  clock.advance(10_000)
  await settle()
  assert.deepEqual([reads, isWatching], [polled, false])
})
