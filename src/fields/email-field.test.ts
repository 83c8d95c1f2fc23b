import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkField } from '../testing/check-field.ts'
import { emailField } from './email-field.ts'

const notNull = ['This field may not be null.']
const notBlank = ['This field may not be blank.']
const notAddress = ['Enter a valid email address.']

test('an email field answers wrong types with its own message', () => {
  const rows: [value: string, result: unknown][] = [
    ['" user@example.com "', 'user@example.com'],
    ['"moved@EXAMPLE.com"', 'moved@EXAMPLE.com'],
    ['{"x": 1}', notAddress],
    ['[]', notAddress],
    ['true', notAddress],
    ['5', notAddress],
    ['"nope"', notAddress],
    ['"   "', notBlank],
    ['null', notNull],
  ]
  for (const [value, result] of rows) assert.deepEqual(checkField(emailField(), value), result, value)
  const long = JSON.stringify('a'.repeat(300))
  assert.deepEqual(checkField(emailField({ maxLength: 255 }), long), [
    'Ensure this field has no more than 255 characters.',
    ...notAddress,
  ])
})

test('every validator of a field adds its messages, those of the options first', () => {
  const field = emailField({ maxLength: 5, validators: [value => (value.includes('x') ? ['No x.'] : [])] })
  assert.deepEqual(checkField(field, '"xxx\\u0000\\ud801xxx"'), [
    'No x.',
    'Ensure this field has no more than 5 characters.',
    'Null characters are not allowed.',
    'Surrogate characters are not allowed: U+D801.',
    ...notAddress,
  ])
})
