import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkField } from '../testing/check-field.ts'
import { integerField } from './integer-field.ts'

const notNull = ['This field may not be null.']
const notInteger = ['A valid integer is required.']

test('an integer field takes what Python’s int() takes', () => {
  const rows: [value: string, result: unknown][] = [
    ['5', 5],
    ['-0', 0],
    ['5.0', 5],
    ['"5.000 "', 5],
    ['" 1_000 "', 1000],
    ['"１２"', 12],
    ['"-٣.0"', -3],
    ['"²"', notInteger],
    ['5.5', notInteger],
    ['1e400', notInteger],
    ['9007199254740993', notInteger],
    ['"abc"', notInteger],
    ['""', notInteger],
    ['true', notInteger],
    ['[5]', notInteger],
    ['null', notNull],
    [JSON.stringify('1'.repeat(1001)), ['String value too large.']],
  ]
  for (const [value, result] of rows) assert.deepEqual(checkField(integerField(), value), result, value)
  const bounded = integerField({ minValue: 0, maxValue: 9 })
  assert.deepEqual(checkField(bounded, '-1'), ['Ensure this value is greater than or equal to 0.'])
  assert.deepEqual(checkField(bounded, '1e1'), ['Ensure this value is less than or equal to 9.'])
})
