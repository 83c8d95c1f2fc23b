import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkField } from '../testing/check-field.ts'
import { dateField } from './date-field.ts'

test('a date field takes calendar dates', () => {
  const wrong = ['Date has wrong format. Use one of these formats instead: YYYY-MM-DD.']
  assert.equal(checkField(dateField(), '"2000-02-29"'), '2000-02-29')
  assert.equal(checkField(dateField(), '"1990-5-4"'), '1990-05-04')
  assert.equal(checkField(dateField(), '"２０２４-٠١-05"'), '2024-01-05')
  assert.equal(checkField(dateField({ allowNull: true }), 'null'), null)
  for (const value of [
    '"yesterday"',
    '"1999-02-29"',
    '"2000-13-01"',
    '"31.12.1999"',
    '""',
    '5',
    '[]',
    '"0000-01-01"',
  ]) {
    assert.deepEqual(checkField(dateField(), value), wrong, value)
  }
})
