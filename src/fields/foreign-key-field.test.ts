import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkField } from '../testing/check-field.ts'
import { foreignKeyField } from './foreign-key-field.ts'

test('a foreign key is a whole number, in JSON or as text', () => {
  const received = (type: string) => [`Incorrect type. Expected pk value, received ${type}.`]
  const table = {
    '5': 5,
    '"5"': 5,
    '5.0': 5,
    '5e0': 5,
    '"5.0"': received('str'),
    true: received('bool'),
    '[5]': received('list'),
    '{"id": 5}': received('dict'),
    '"abc"': received('str'),
    '1.5': ['Invalid pk "1.5" - object does not exist.'],
    '1e30': ['Invalid pk "1e+30" - object does not exist.'],
    '1e400': ['Invalid pk "inf" - object does not exist.'],
    null: ['This field may not be null.'],
    '""': ['This field may not be null.'],
  }
  for (const [json, expected] of Object.entries(table)) {
    assert.deepEqual(checkField(foreignKeyField({ table: 'categories' }), json), expected, json)
  }
})
