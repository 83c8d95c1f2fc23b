import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Duration, formatDuration, parseDuration } from './duration.ts'

const durations: readonly (readonly [Duration, number | undefined])[] = [
  [0, 0],
  [1.5, 1.5],
  ['90', 90],
  ['0.5', 0.5],
  ['250ms', 0.25],
  ['15m', 900],
  ['15 min', 900],
  ['1 minute', 60],
  ['30 seconds', 30],
  ['30sec', 30],
  ['1h30m', 5400],
  ['1 hour 30 minutes', 5400],
  ['7 days', 604_800],
  ['1.5d', 129_600],
  ['2 weeks', 1_209_600],
  ['5 milliseconds', 0.005],
  ['', undefined],
  ['  ', undefined],
  ['m', undefined],
  ['15 moons', undefined],
  ['15m!', undefined],
  ['-5m', undefined],
  ['1e3', undefined],
  ['15M', undefined],
  ['Infinity', undefined],
  [-1, undefined],
  [Number.NaN, undefined],
  [Number.POSITIVE_INFINITY, undefined],
]

for (const [written, seconds] of durations) {
  test(`${JSON.stringify(written)} is ${seconds === undefined ? 'not a duration' : `${seconds} seconds`}`, () => {
    assert.equal(parseDuration(written), seconds)
  })
}

test('parsing a duration leaves no state behind', () => {
  assert.equal(parseDuration('1h30m'), parseDuration('1h30m'))
  assert.equal(parseDuration('1h30m?'), undefined)
  assert.equal(parseDuration('1h30m'), 5400)
})

for (const [seconds, words] of [
  [0, '0 seconds'],
  [0.4, '0 seconds'],
  [1, '1 second'],
  [900, '15 minutes'],
  [5400, '1 hour 30 minutes'],
  [86_400, '1 day'],
  [90_061, '1 day 1 hour'],
] as const) {
  test(`${seconds} seconds are formatted as ${words}`, () => assert.equal(formatDuration(seconds), words))
}
