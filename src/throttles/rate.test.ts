import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseRate } from './rate.ts'

test('only the first letter of the period counts, as in DRF', () => {
  const rates: Readonly<Record<string, readonly [number, number]>> = {
    '5/m': [5, 60_000],
    '3/minute': [3, 60_000],
    '10/second': [10, 1000],
    '3/hour': [3, 3_600_000],
    '100/day': [100, 86_400_000],
    '1/months': [1, 60_000],
  }
  for (const [text, [limit, periodMs]] of Object.entries(rates)) assert.deepEqual(parseRate(text), { limit, periodMs })
})

test('an invalid rate is refused, so that a typo never means no limit', () => {
  for (const text of ['', '5', '5/', '/m', '0/m', '-5/m', '5 / m', '1.5/m', '5/w', '5/M', '5/m/m', '9999999/d']) {
    assert.throws(() => parseRate(text), TypeError, text)
  }
})
