import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { parseJson } from '../http/request/parsers/json.ts'
import { AuthError } from '../problems.ts'
import { choiceField } from './choice-field.ts'
import { datetimeField } from './datetime-field.ts'
import { decimalField } from './decimal-field.ts'
import { foreignKeyField } from './foreign-key-field.ts'
import { type FieldsShape, readFields, requireValid } from './read-fields.ts'

/** The value of the JSON text, or DRF's messages. */
function check(field: FieldsShape[string], json: string): unknown {
  const body = { data: parseJson(Buffer.from(`{"it": ${json}}`)), isForm: false }
  try {
    return (requireValid(readFields(z.object({ it: field }), body)) as { it: unknown }).it
  } catch (error) {
    if (!(error instanceof AuthError)) throw error
    return (error.body as { it: unknown }).it
  }
}

function validateAll(field: FieldsShape[string], table: Readonly<Record<string, unknown>>): void {
  for (const [json, expected] of Object.entries(table)) assert.deepEqual(check(field, json), expected, json)
}

test('a decimal is exact text with its fixed places', () => {
  validateAll(decimalField({ maxDigits: 10, decimalPlaces: 2 }), {
    '5': '5.00',
    '5.5': '5.50',
    '0.1': '0.10',
    '"1e2"': '100.00',
    '" 2.50 "': '2.50',
    '"-0.5"': '-0.50',
    '".5"': '0.50',
    '"007.5"': '7.50',
    '"12345678.12"': '12345678.12',
    '"NaN"': ['A valid number is required.'],
    '"Infinity"': ['A valid number is required.'],
    '""': ['A valid number is required.'],
    '"."': ['A valid number is required.'],
    true: ['A valid number is required.'],
    '[]': ['A valid number is required.'],
    '"1.234"': ['Ensure that there are no more than 2 decimal places.'],
    '"123456789.00"': ['Ensure that there are no more than 10 digits in total.'],
    '"123456789"': ['Ensure that there are no more than 8 digits before the decimal point.'],
    '"1e999999999"': ['Ensure that there are no more than 10 digits in total.'],
  })
})

test('a datetime is a moment in UTC, and only one that exists', () => {
  const wrong = [
    'Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].',
  ]
  validateAll(datetimeField(), {
    '"2024-05-01T10:00:00Z"': '2024-05-01T10:00:00Z',
    '"2024-05-01 10:00"': '2024-05-01T10:00:00Z',
    '"2024-05-01T10:00:00.123456+02:00"': '2024-05-01T08:00:00.123456Z',
    '"2024-02-30T10:00:00Z"': wrong,
    '"2024-05-01T24:00:00Z"': wrong,
    '"yesterday"': wrong,
    '5': wrong,
  })
})

test('a choice is one of the words', () => {
  validateAll(choiceField({ choices: ['draft', 'published', '3'] }), {
    '"draft"': 'draft',
    '3': '3',
    '"other"': ['"other" is not a valid choice.'],
    true: ['"True" is not a valid choice.'],
  })
})

test('a foreign key is a whole number, in JSON or as text', () => {
  const received = (type: string) => [`Incorrect type. Expected pk value, received ${type}.`]
  validateAll(foreignKeyField({ table: 'categories' }), {
    '5': 5,
    '"5"': 5,
    true: received('bool'),
    '[5]': received('list'),
    '{"id": 5}': received('dict'),
    '"abc"': received('str'),
    '1.5': received('float'),
    null: ['This field may not be null.'],
    '""': ['This field may not be null.'],
  })
})
