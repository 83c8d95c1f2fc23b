import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { parseBody } from '../http/request/parsers/body.ts'
import { AuthError } from '../problems.ts'
import { booleanField } from './boolean-field.ts'
import { charField } from './char-field.ts'
import { dateField } from './date-field.ts'
import { emailField } from './email-field.ts'
import { integerField } from './integer-field.ts'
import { addError, type FieldsShape, type ReadOptions, readFields, requireValid } from './read-fields.ts'
import { readOnlyField } from './read-only-field.ts'

const json = (text: string) => parseBody(Buffer.from(text), 'application/json')
const form = (text: string) => parseBody(Buffer.from(text), 'application/x-www-form-urlencoded')

/** What one field makes of one JSON value: the value, or its messages. */
function check(field: FieldsShape[string], value: string, options?: ReadOptions): unknown {
  const fields = readFields(z.object({ it: field }), json(`{"it": ${value}}`), options)
  return fields.errors.it ?? fields.values.it
}

const required = ['This field is required.']
const notNull = ['This field may not be null.']
const notBlank = ['This field may not be blank.']
const notText = ['Not a valid string.']
const notAddress = ['Enter a valid email address.']
const notBoolean = ['Must be a valid boolean.']
const notInteger = ['A valid integer is required.']

test('a char field judges as DRF does', () => {
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
  for (const [value, result] of rows) assert.deepEqual(check(charField(), value), result, value)
})

test('length is counted in code points, after trimming', () => {
  const field = charField({ maxLength: 3, minLength: 2 })
  assert.deepEqual(check(field, '" 😀😀😀 "'), '😀😀😀')
  assert.deepEqual(check(field, '"abcd"'), ['Ensure this field has no more than 3 characters.'])
  assert.deepEqual(check(field, '"a"'), ['Ensure this field has at least 2 characters.'])
})

test('every validator of a field speaks, its own ones first', () => {
  const field = emailField({ maxLength: 5, validators: [value => (value.includes('x') ? ['No x.'] : [])] })
  assert.deepEqual(check(field, '"xxx\\u0000\\ud801xxx"'), [
    'No x.',
    'Ensure this field has no more than 5 characters.',
    'Null characters are not allowed.',
    'Surrogate characters are not allowed: U+D801.',
    ...notAddress,
  ])
})

test('options of a char field allow blank, null and outer white space', () => {
  assert.equal(check(charField({ allowBlank: true, minLength: 3 }), '"  "'), '')
  assert.equal(check(charField({ allowNull: true }), 'null'), null)
  assert.equal(check(charField({ trim: false }), '"  "'), '  ')
  assert.deepEqual(check(charField({ trim: false }), '""'), notBlank)
})

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
  for (const [value, result] of rows) assert.deepEqual(check(emailField(), value), result, value)
  const long = JSON.stringify('a'.repeat(300))
  assert.deepEqual(check(emailField({ maxLength: 255 }), long), [
    'Ensure this field has no more than 255 characters.',
    ...notAddress,
  ])
})

test('a boolean field takes the spellings of DRF and no others', () => {
  for (const value of ['true', '1', '1.0', '"t"', '"Y"', '"Yes"', '"TRUE"', '"on"', '"1"']) {
    assert.equal(check(booleanField(), value), true, value)
  }
  for (const value of ['false', '0', '-0.0', '"f"', '"N"', '"no"', '"False"', '"OFF"', '"0"']) {
    assert.equal(check(booleanField(), value), false, value)
  }
  for (const value of ['2', '"maybe"', '""', '" true"', '[true]', '{}']) {
    assert.deepEqual(check(booleanField(), value), notBoolean, value)
  }
  assert.deepEqual(check(booleanField(), 'null'), notNull)
  assert.equal(check(booleanField({ allowNull: true }), '"Null"'), null)
})

test('an integer field takes what Python’s int() takes', () => {
  const rows: [value: string, result: unknown][] = [
    ['5', 5],
    ['-0', 0],
    ['5.0', 5],
    ['"5.000 "', 5],
    ['" 1_000 "', 1000],
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
  for (const [value, result] of rows) assert.deepEqual(check(integerField(), value), result, value)
  const bounded = integerField({ minValue: 0, maxValue: 9 })
  assert.deepEqual(check(bounded, '-1'), ['Ensure this value is greater than or equal to 0.'])
  assert.deepEqual(check(bounded, '1e1'), ['Ensure this value is less than or equal to 9.'])
})

test('a date field takes calendar dates', () => {
  const wrong = ['Date has wrong format. Use one of these formats instead: YYYY-MM-DD.']
  assert.equal(check(dateField(), '"2000-02-29"'), '2000-02-29')
  assert.equal(check(dateField(), '"1990-5-4"'), '1990-05-04')
  assert.equal(check(dateField({ allowNull: true }), 'null'), null)
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
    assert.deepEqual(check(dateField(), value), wrong, value)
  }
})

const profile = z.object({
  id: readOnlyField('integer', { label: 'ID' }),
  email: emailField({ maxLength: 255 }),
  first_name: charField({ required: false, allowBlank: true, maxLength: 150 }),
  newsletter: booleanField({ required: false }),
  birthday: dateField({ required: false, allowNull: true }),
})

test('all missing fields are told together, in the order of the schema', () => {
  const schema = z.object({ email: charField(), password: charField() })
  assert.deepEqual(readFields(schema, json('{}')).errors, { email: required, password: required })
  assert.deepEqual(readFields(schema, form('')).errors, { email: required, password: required })
  assert.deepEqual(readFields(schema, json('{"password": null, "email": [1]}')).errors, {
    email: notText,
    password: notNull,
  })
})

test('optional fields may be absent, unknown and read-only ones are ignored', () => {
  const fields = readFields(
    profile,
    json('{"email": "a@example.com", "id": 5, "is_staff": true, "__proto__": {"id": 1}}'),
  )
  assert.deepEqual(requireValid(fields), { email: 'a@example.com' })
})

test('a partial reading requires nothing', () => {
  assert.deepEqual(requireValid(readFields(profile, json('{}'), { partial: true })), {})
  assert.deepEqual(requireValid(readFields(profile, form('first_name=F'), { partial: true })), { first_name: 'F' })
  assert.deepEqual(readFields(profile, json('{"email": "x"}'), { partial: true }).errors, { email: notAddress })
})

test('a form’s absent box is false and its blank text is read by the field’s rules', () => {
  const values = requireValid(readFields(profile, form('email=a@example.com&first_name=&birthday=')))
  assert.deepEqual(values, { email: 'a@example.com', first_name: '', newsletter: false, birthday: null })
  const optional = z.object({ name: charField({ required: false }), needed: charField() })
  assert.deepEqual(readFields(optional, form('name=&needed=')).errors, { needed: notBlank })
})

function refusal(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    if (error instanceof AuthError) return error.body
    throw error
  }
  throw new Error('nothing was refused')
}

test('a body that is no object is refused by its Python type', () => {
  const rows = { '[1]': 'list', '"x"': 'str', '5': 'int', '-0': 'int', '5.0': 'float', true: 'bool' }
  for (const [text, name] of Object.entries(rows)) {
    const message = `Invalid data. Expected a dictionary, but got ${name}.`
    assert.deepEqual(
      refusal(() => readFields(profile, json(text))),
      { non_field_errors: [message] },
    )
  }
  assert.deepEqual(
    refusal(() => readFields(profile, json('null'))),
    { non_field_errors: ['No data provided'] },
  )
})

test('added errors are told in the order of the schema, those of no field last', () => {
  const read = readFields(profile, json('{"email": "a@example.com", "first_name": null}'))
  const fields = addError(addError(addError(read, 'non_field_errors', 'C'), 'email', 'A'), 'email', 'B')
  const body = refusal(() => requireValid(fields))
  assert.deepEqual(body, { email: ['A', 'B'], first_name: notNull, non_field_errors: ['C'] })
  assert.deepEqual(Object.keys(body as object), ['email', 'first_name', 'non_field_errors'])
})

test('the schema alone gives DRF’s messages and the types', () => {
  const parsed = profile.safeParse({ email: 5, birthday: null })
  assert.deepEqual(
    parsed.error?.issues.map(issue => [issue.path, issue.message]),
    [[['email'], notAddress[0]]],
  )
  const typed: z.infer<typeof profile> = { email: 'a', birthday: null, newsletter: true }
  // @ts-expect-error: email is required text
  const wrong: z.infer<typeof profile> = { email: undefined, birthday: 5 }
  assert.notEqual(typed, wrong)
})

test('the schema describes itself as JSON Schema', () => {
  const { $schema, ...schema } = z.toJSONSchema(
    z.object({
      ...profile.shape,
      password: charField({ writeOnly: true, minLength: 8, helpText: 'Secret.' }),
      age: integerField({ required: false, minValue: 0, maxValue: 150 }),
    }),
    { io: 'input' },
  )
  assert.ok($schema)
  assert.deepEqual(schema, {
    type: 'object',
    properties: {
      id: { type: 'integer', title: 'ID', readOnly: true },
      email: { type: 'string', format: 'email', minLength: 1, maxLength: 255 },
      first_name: { type: 'string', maxLength: 150 },
      newsletter: { type: 'boolean' },
      birthday: { type: ['string', 'null'], format: 'date' },
      password: { type: 'string', minLength: 8, description: 'Secret.', writeOnly: true },
      age: { type: 'integer', minimum: 0, maximum: 150 },
    },
    required: ['email', 'password'],
  })
})
