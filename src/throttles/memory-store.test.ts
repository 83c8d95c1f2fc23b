import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMemoryThrottleStore } from './memory-store.ts'

const start = 1_768_478_400_000
const minute = 60_000

test('at most `limit` hits count in any window, and the wait ends when the oldest leaves it', async () => {
  const store = createMemoryThrottleStore()
  for (const second of [0, 10, 20]) {
    assert.deepEqual(await store.hit('a', 3, minute, start + second * 1000), { outcome: 'counted' })
  }
  assert.deepEqual(await store.hit('a', 3, minute, start + 30_000), { outcome: 'refused', waitMs: 30_000 })
  assert.deepEqual(await store.hit('a', 3, minute, start + minute), { outcome: 'counted' })
  assert.deepEqual(await store.hit('a', 3, minute, start + minute), { outcome: 'refused', waitMs: 10_000 })
})

test('a refused hit is not counted: retrying does not lengthen the wait', async () => {
  const store = createMemoryThrottleStore()
  await store.hit('a', 1, minute, start)
  for (let second = 1; second < 60; second += 1) {
    assert.equal((await store.hit('a', 1, minute, start + second * 1000)).outcome, 'refused')
  }
  assert.equal((await store.hit('a', 1, minute, start + minute)).outcome, 'counted')
})

test('keys are counted separately', async () => {
  const store = createMemoryThrottleStore()
  await store.hit('a', 1, minute, start)
  assert.equal((await store.hit('b', 1, minute, start)).outcome, 'counted')
})

test('of many concurrent hits exactly the limit is counted', async () => {
  const store = createMemoryThrottleStore()
  const hits = await Promise.all(Array.from({ length: 50 }, () => store.hit('a', 5, minute, start)))
  assert.equal(hits.filter(hit => hit.outcome === 'counted').length, 5)
})

test('the number of keys is bounded: the least recently used is evicted (memory exhaustion)', async () => {
  const store = createMemoryThrottleStore({ keys: 3, moments: 100 })
  for (const key of ['a', 'b', 'c', 'a', 'd']) await store.hit(key, 1, minute, start)
  assert.equal((await store.hit('a', 1, minute, start)).outcome, 'refused')
  assert.equal((await store.hit('b', 1, minute, start)).outcome, 'counted')
})

test('the number of stored hits is bounded (memory exhaustion)', async () => {
  const store = createMemoryThrottleStore({ keys: 100, moments: 5 })
  for (let count = 0; count < 4; count += 1) await store.hit('a', 4, minute, start)
  for (let count = 0; count < 4; count += 1) await store.hit('b', 4, minute, start)
  assert.equal((await store.hit('b', 4, minute, start)).outcome, 'refused')
  assert.equal((await store.hit('a', 4, minute, start)).outcome, 'counted')
})

test('a sliding window over many hits keeps the right count', async () => {
  const store = createMemoryThrottleStore()
  const outcomes: string[] = []
  for (let second = 0; second < 300; second += 1) {
    outcomes.push((await store.hit('a', 30, minute, start + second * 1000)).outcome)
  }
  const counted = outcomes.map((outcome, second) => (outcome === 'counted' ? second : -1)).filter(second => second >= 0)
  for (const second of counted) {
    assert.ok(counted.filter(other => other > second - 60 && other <= second).length <= 30)
  }
  assert.equal(counted.length, 150)
})

test('after the clock is set back no wait is longer than the period', async () => {
  const store = createMemoryThrottleStore()
  await store.hit('a', 1, minute, start)
  assert.deepEqual(await store.hit('a', 1, minute, start - 10 * minute), { outcome: 'refused', waitMs: minute })
})

test('a clock that is set back does not lock out for as long as it was set back (account lockout)', async () => {
  const store = createMemoryThrottleStore()
  const minute = 60_000
  const day = 1440 * minute
  for (let count = 0; count < 3; count += 1) await store.hit('key', 3, minute, day + count)
  assert.deepEqual(await store.hit('key', 3, minute, 0), { outcome: 'refused', waitMs: minute })
  assert.deepEqual(await store.hit('key', 3, minute, minute - 1), { outcome: 'refused', waitMs: 1 })
  assert.deepEqual(await store.hit('key', 3, minute, minute), { outcome: 'counted' })
})
