import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkField } from '../testing/check-field.ts'
import { datetimeField } from './datetime-field.ts'

test('a datetime is a moment in UTC, and has to exist', () => {
  const wrong = [
    'Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].',
  ]
  const table = {
    '"2024-05-01T10:00:00Z"': '2024-05-01T10:00:00Z',
    '"2024-05-01 10:00"': '2024-05-01T10:00:00Z',
    '"2024-05-01T10:00:00.123456+02:00"': '2024-05-01T08:00:00.123456Z',
    '"2024-02-30T10:00:00Z"': wrong,
    '"2024-05-01T24:00:00Z"': wrong,
    '"yesterday"': wrong,
    '5': wrong,
  }
  for (const [json, expected] of Object.entries(table)) {
    assert.deepEqual(checkField(datetimeField(), json), expected, json)
  }
})
