import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instantOf, parseInstant } from './instant.ts'

test('a date is written with six digits of fraction, or none when it is zero', () => {
  assert.equal(instantOf(new Date(1_709_251_199_123)), '2024-02-29T23:59:59.123000Z')
  assert.equal(instantOf(new Date(1_709_251_199_000)), '2024-02-29T23:59:59Z')
  assert.equal(instantOf(new Date(1_709_251_199_001)), '2024-02-29T23:59:59.001000Z')
})

test('the microseconds of a Django table are kept', () => {
  assert.equal(parseInstant('2024-02-29T23:59:59.123456Z'), '2024-02-29T23:59:59.123456Z')
})

for (const text of [
  '2024-02-29',
  '2024-02-29T23:59:59.123Z',
  '2024-02-29T23:59:59+00:00',
  '2024-02-29 23:59:59Z',
  '',
]) {
  test(`${JSON.stringify(text)} is refused`, () => assert.throws(() => parseInstant(text), TypeError))
}
