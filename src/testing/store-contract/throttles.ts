/** Requests are counted in one atomic step, for all nodes together. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ThrottleStore } from '../../throttles/store.ts'
import { now, type OpenStore } from './opened-store.ts'

const minute = 60_000
const day = 1440 * minute

async function outcomes(throttles: ThrottleStore, times: number, at: number, limit = 3, key = 'key') {
  const hits = await Promise.all(Array.from({ length: times }, () => throttles.hit(key, limit, minute, at)))
  return hits.filter(({ outcome }) => outcome === 'counted').length
}

export function testThrottles(name: string, open: OpenStore): void {
  test(`${name}: of fifty requests at once exactly the limit is counted`, async t => {
    const { throttles } = await open(t)
    assert.equal(await outcomes(throttles, 50, now, 5), 5)
    assert.equal(await outcomes(throttles, 5, now, 5, 'other'), 5)
  })

  test(`${name}: the wait ends when the oldest hit leaves the window, which slides`, async t => {
    const { throttles } = await open(t)
    for (const second of [0, 10, 20]) {
      assert.deepEqual(await throttles.hit('key', 3, minute, now + second * 1000), { outcome: 'counted' })
    }
    assert.deepEqual(await throttles.hit('key', 3, minute, now + 30_000), { outcome: 'refused', waitMs: 30_000 })
    assert.deepEqual(await throttles.hit('key', 3, minute, now + minute), { outcome: 'counted' })
    assert.deepEqual(await throttles.hit('key', 3, minute, now + minute), { outcome: 'refused', waitMs: 10_000 })
  })

  test(`${name}: a refused request is not counted: retrying does not lengthen the wait`, async t => {
    const { throttles } = await open(t)
    await throttles.hit('key', 1, minute, now)
    for (let second = 1; second < 60; second += 1) {
      assert.equal((await throttles.hit('key', 1, minute, now + second * 1000)).outcome, 'refused')
    }
    assert.deepEqual(await throttles.hit('key', 1, minute, now + minute), { outcome: 'counted' })
  })

  test(`${name}: a flood of refused requests writes nothing (denial of service)`, async t => {
    const { throttles, observeCommits } = await open(t)
    let writes = 0
    observeCommits?.(count => {
      writes += count
    })
    assert.equal(await outcomes(throttles, 3, now), 3)
    const counted = writes
    assert.equal(await outcomes(throttles, 20, now), 0)
    assert.equal(writes, counted)
    assert.equal(counted, observeCommits === undefined ? 0 : 3)
  })

  test(`${name}: a limit that is lowered or raised counts what there was`, async t => {
    const { throttles } = await open(t)
    assert.equal(await outcomes(throttles, 4, now, 10), 4)
    assert.equal(await outcomes(throttles, 9, now, 5), 1)
    assert.equal(await outcomes(throttles, 9, now, 3), 0)
    assert.equal(await outcomes(throttles, 9, now, 7), 2)
    assert.equal(await outcomes(throttles, 9, now + minute, 3), 3)
    assert.equal(await outcomes(throttles, 9, now + minute, 5), 2)
  })

  test(`${name}: a clock that is set back does not lock out for as long as it was set back (account lockout)`, async t => {
    const { throttles } = await open(t)
    assert.equal(await outcomes(throttles, 3, now + day), 3)
    assert.deepEqual(await throttles.hit('key', 3, minute, now), { outcome: 'refused', waitMs: minute })
    assert.deepEqual(await throttles.hit('key', 3, minute, now + minute - 1), { outcome: 'refused', waitMs: 1 })
    assert.deepEqual(await throttles.hit('key', 3, minute, now + minute), { outcome: 'counted' })
  })

  test(`${name}: counters that are over make room for new ones, and others stay`, async t => {
    const { throttles } = await open(t)
    await throttles.hit('kept', 1, 2 * day, now)
    for (const key of ['a', 'b', 'c']) await throttles.hit(key, 1, minute, now)
    for (const key of ['d', 'e']) await throttles.hit(key, 1, minute, now + day)
    assert.equal((await throttles.hit('kept', 1, 2 * day, now + day)).outcome, 'refused')
    for (const key of ['a', 'b', 'c']) assert.equal((await throttles.hit(key, 1, minute, now + day)).outcome, 'counted')
  })
}
