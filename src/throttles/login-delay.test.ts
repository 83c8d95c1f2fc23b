import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decideAttempt, type FailureRecord } from './login-delay.ts'

const start = 1_768_478_400_000
const hour = 3_600_000

/** The delays between wrong attempts, each made as soon as it is allowed. */
function waits(attempts: number, allowance: number): number[] {
  let record: FailureRecord | undefined
  let now = start
  const delays: number[] = []
  while (delays.length < attempts) {
    const decision = decideAttempt(record, allowance, now)
    delays.push(decision.outcome === 'refused' ? decision.waitMs / 1000 : 0)
    if (decision.outcome === 'refused') now += decision.waitMs
    const next = decideAttempt(record, allowance, now)
    assert.equal(next.outcome, 'reserved')
    record = next.outcome === 'reserved' ? next.record : undefined
  }
  return delays
}

test('ten wrong passwords are free, then each wait is twice the one before, up to an hour', () => {
  const free = Array.from({ length: 10 }, () => 0)
  assert.deepEqual(waits(20, 10), [...free, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600])
})

test('a refused attempt is not counted', () => {
  const blocked = { failures: 10, lastAt: start }
  assert.deepEqual(decideAttempt(blocked, 10, start + 1000), { outcome: 'refused', waitMs: 29_000 })
  const record = { failures: 11, lastAt: start + 30_000 }
  assert.deepEqual(decideAttempt(blocked, 10, start + 30_000), { outcome: 'reserved', record })
})

test('failures are forgotten after a day without attempts', () => {
  const long = { failures: 500, lastAt: start }
  assert.equal(decideAttempt(long, 10, start + hour - 1).outcome, 'refused')
  const afresh = { failures: 1, lastAt: start + 24 * hour }
  assert.deepEqual(decideAttempt(long, 10, start + 24 * hour), { outcome: 'reserved', record: afresh })
})

test('a clock that is set back does not lengthen the wait', () => {
  assert.equal(decideAttempt({ failures: 3, lastAt: start + hour }, 10, start).outcome, 'reserved')
  assert.deepEqual(decideAttempt({ failures: 10, lastAt: start + hour }, 10, start), {
    outcome: 'refused',
    waitMs: 30_000,
    record: { failures: 10, lastAt: start },
  })
})
