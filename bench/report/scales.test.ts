import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linearScale, logScale } from './scales.ts'

test('a linear scale goes from zero to a round number', () => {
  const { at, ticks } = linearScale([30, 338], 100, 500)
  assert.deepEqual(ticks, [0, 100, 200, 300, 400])
  assert.deepEqual([at(0), at(400)], [100, 500])
})

test('a logarithmic scale goes from a power of ten to the greatest value', () => {
  const { at, ticks } = logScale([30, 25_000], 100, 500)
  assert.deepEqual(ticks, [10, 100, 1000, 10_000])
  assert.deepEqual([at(10), Math.round(at(25_000))], [100, 500])
  assert.equal(Math.round(at(1000) - at(100)), Math.round(at(100) - at(10)))
})

test('a scale of nothing is a scale', () => {
  for (const { at, ticks } of [linearScale([], 0, 10), logScale([Number.NaN], 0, 10)]) {
    assert.ok(ticks.length > 1 && Number.isFinite(at(1)))
  }
})
