import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkField } from '../testing/check-field.ts'
import { booleanField } from './boolean-field.ts'

const notNull = ['This field may not be null.']
const notBoolean = ['Must be a valid boolean.']

test('a boolean field takes the spellings of DRF and no others', () => {
  for (const value of ['true', '1', '1.0', '"t"', '"Y"', '"Yes"', '"TRUE"', '"on"', '"1"']) {
    assert.equal(checkField(booleanField(), value), true, value)
  }
  for (const value of ['false', '0', '-0.0', '"f"', '"N"', '"no"', '"False"', '"OFF"', '"0"']) {
    assert.equal(checkField(booleanField(), value), false, value)
  }
  for (const value of ['2', '"maybe"', '""', '" true"', '[true]', '{}']) {
    assert.deepEqual(checkField(booleanField(), value), notBoolean, value)
  }
  assert.deepEqual(checkField(booleanField(), 'null'), notNull)
  assert.equal(checkField(booleanField({ allowNull: true }), '"Null"'), null)
})
