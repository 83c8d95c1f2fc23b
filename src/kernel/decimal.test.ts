import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toDecimalText } from './decimal.ts'

test('a stored number is text with its places, and what is no number stays as it is', () => {
  const table: readonly (readonly [string | number | bigint, string])[] = [
    [10, '10.00'],
    [10.5, '10.50'],
    [10.1 + 0.2, '10.30'],
    [-0.1, '-0.10'],
    [900719925474099.25, '900719925474099.25'],
    [1e22, '10000000000000000000000.00'],
    [9007199254740993n, '9007199254740993.00'],
    ['10.5', '10.50'],
    ['10.555', '10.555'],
    ['ten', 'ten'],
    ['1e999999999', '1e999999999'],
    ['1e-999999999', '1e-999999999'],
  ]
  for (const [stored, text] of table) assert.equal(toDecimalText(stored, 2), text)
  assert.equal(toDecimalText(0.125), '0.125')
})
