import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkField } from '../testing/check-field.ts'
import { charField } from './char-field.ts'

const notNull = ['This field may not be null.']
const notBlank = ['This field may not be blank.']
const notText = ['Not a valid string.']

test('a char field validates as DRF does', () => {
  const rows: [value: string, result: unknown][] = [
    ['"x"', 'x'],
    ['"  x\\u3000\\u001c"', 'x'],
    ['"\\ufeffx"', '\ufeffx'],
    ['null', notNull],
    ['""', notBlank],
    ['" \\n\\u0085"', notBlank],
    ['true', notText],
    ['[]', notText],
    ['["x"]', notText],
    ['{}', notText],
    ['7', '7'],
    ['-0', '0'],
    ['1.0', '1.0'],
    ['1e5', '100000.0'],
    ['12345678901234567890', '12345678901234567890'],
    ['"a\\u0000b"', ['Null characters are not allowed.']],
    ['"a\\ud800b"', ['Surrogate characters are not allowed: U+D800.']],
    ['"\\udfff\\ud800"', ['Surrogate characters are not allowed: U+DFFF.']],
    ['"\\ud83d\\ude00"', '😀'],
  ]
  for (const [value, result] of rows) assert.deepEqual(checkField(charField(), value), result, value)
})

test('length is counted in code points, after trimming', () => {
  const field = charField({ maxLength: 3, minLength: 2 })
  assert.deepEqual(checkField(field, '" 😀😀😀 "'), '😀😀😀')
  assert.deepEqual(checkField(field, '"abcd"'), ['Ensure this field has no more than 3 characters.'])
  assert.deepEqual(checkField(field, '"a"'), ['Ensure this field has at least 2 characters.'])
})

test('options of a char field allow blank, null and outer white space', () => {
  assert.equal(checkField(charField({ allowBlank: true, minLength: 3 }), '"  "'), '')
  assert.equal(checkField(charField({ allowNull: true }), 'null'), null)
  assert.equal(checkField(charField({ trim: false }), '"  "'), '  ')
  assert.deepEqual(checkField(charField({ trim: false }), '""'), notBlank)
})
