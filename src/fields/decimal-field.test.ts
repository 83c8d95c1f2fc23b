import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkField } from '../testing/check-field.ts'
import { decimalField } from './decimal-field.ts'

test('a decimal is exact text with its fixed places', () => {
  const table = {
    '5': '5.00',
    '5.5': '5.50',
    '0.1': '0.10',
    '"1e2"': '100.00',
    '" 2.50 "': '2.50',
    '"-0.5"': '-0.50',
    '".5"': '0.50',
    '"007.5"': '7.50',
    '"1_000.5"': '1000.50',
    '"１.٥"': '1.50',
    '"_"': ['A valid number is required.'],
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
  }
  for (const [json, expected] of Object.entries(table)) {
    assert.deepEqual(checkField(decimalField({ maxDigits: 10, decimalPlaces: 2 }), json), expected, json)
  }
})
