import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type EndpointPause, isAway, isPaused, pauseAfterBatch, roomOf } from './endpoint-pause.ts'

const now = 1_768_478_400_500
const batch = { endpoint: 'billing', taken: 0, failed: 0, asked: 0, now }

/** What is remembered after these batches, each right after the pause before it; and the pauses, in seconds. */
function follow(...batches: readonly Partial<typeof batch>[]) {
  let pause: EndpointPause | undefined
  const seconds: number[] = []
  for (const each of batches) {
    const at = Math.max(now, pause?.until ?? 0)
    pause = pauseAfterBatch(pause, { ...batch, ...each, now: at })
    seconds.push(((pause?.until ?? at) - at) / 1000)
  }
  return { pause, seconds }
}

test('ten failures in a row make an endpoint one that is away, and each probe that fails doubles the pause, up to a minute', () => {
  const probe = { failed: 1 }
  const { seconds } = follow({ failed: 9 }, probe, probe, probe, probe, probe, probe, probe)
  assert.deepEqual(seconds, [0, 5, 10, 20, 40, 60, 60, 60])
})

test('while less have failed as many are tried as are left, and then one', () => {
  assert.equal(roomOf(), 10)
  assert.equal(roomOf({ failures: 7, until: 0 }), 3)
  assert.deepEqual([roomOf({ failures: 10, until: 0 }), roomOf({ failures: 400, until: 0 })], [1, 1])
  assert.deepEqual([isAway({ failures: 9, until: 0 }), isAway({ failures: 10, until: 0 })], [false, true])
})

test('one that comes through ends it, whatever failed beside it, and nothing is remembered', () => {
  assert.equal(follow({ failed: 10 }, { failed: 1 }, { taken: 1, failed: 9 }).pause, undefined)
})

test('batches of other processes that end after the endpoint was given a pause lengthen it by one step', () => {
  assert.deepEqual(follow({ failed: 10 }, { failed: 10 }).seconds, [5, 10])
})

test('Retry-After pauses the endpoint, also where others of the batch were taken, for an hour at most', () => {
  assert.deepEqual(follow({ taken: 9, failed: 1, asked: 120_000 }).seconds, [120])
  assert.deepEqual(follow({ failed: 1, asked: 86_400_000 }).seconds, [3600])
  assert.deepEqual(follow({ failed: 10, asked: 1000 }).seconds, [5])
})

test('what was called off, or given up by the receiver, says nothing: the next one is tried at once', () => {
  assert.equal(follow({}).pause, undefined)
  assert.deepEqual(follow({ failed: 10 }, {}).pause, { failures: 10, until: now + 5000 })
})

test('a pause that is longer than any is from before the clock was set back', () => {
  assert.equal(isPaused(undefined, now), false)
  assert.equal(isPaused({ failures: 0, until: now }, now), false)
  // By a node whose clock is a little ahead.
  assert.equal(isPaused({ failures: 0, until: now + 3_610_000 }, now), true)
  assert.equal(isPaused({ failures: 10, until: now + 3_610_001 }, now), false)
})
