import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { AuthError } from '../problems.ts'
import { formBody, jsonBody } from '../testing/check-field.ts'
import { booleanField } from './boolean-field.ts'
import { charField } from './char-field.ts'
import { dateField } from './date-field.ts'
import { emailField } from './email-field.ts'
import { addError, readFields, requireValid } from './read-fields.ts'
import { readOnlyField } from './read-only-field.ts'

const required = ['This field is required.']
const notNull = ['This field may not be null.']
const notBlank = ['This field may not be blank.']
const notText = ['Not a valid string.']
const notAddress = ['Enter a valid email address.']

const profile = z.object({
  id: readOnlyField('integer', { label: 'ID' }),
  email: emailField({ maxLength: 255 }),
  first_name: charField({ required: false, allowBlank: true, maxLength: 150 }),
  newsletter: booleanField({ required: false }),
  birthday: dateField({ required: false, allowNull: true }),
})

test('all missing fields are reported together, in the order of the schema', () => {
  const schema = z.object({ email: charField(), password: charField() })
  assert.deepEqual(readFields(schema, jsonBody('{}')).errors, { email: required, password: required })
  assert.deepEqual(readFields(schema, formBody('')).errors, { email: required, password: required })
  assert.deepEqual(readFields(schema, jsonBody('{"password": null, "email": [1]}')).errors, {
    email: notText,
    password: notNull,
  })
})

test('optional fields may be absent, unknown and read-only ones are ignored', () => {
  const fields = readFields(
    profile,
    jsonBody('{"email": "a@example.com", "id": 5, "is_staff": true, "__proto__": {"id": 1}}'),
  )
  assert.deepEqual(requireValid(fields), { email: 'a@example.com' })
})

test('a partial reading requires nothing', () => {
  assert.deepEqual(requireValid(readFields(profile, jsonBody('{}'), { partial: true })), {})
  assert.deepEqual(requireValid(readFields(profile, formBody('first_name=F'), { partial: true })), { first_name: 'F' })
  assert.deepEqual(readFields(profile, jsonBody('{"email": "x"}'), { partial: true }).errors, { email: notAddress })
})

test('a form’s absent box is false and its blank text is read by the field’s rules', () => {
  const values = requireValid(readFields(profile, formBody('email=a@example.com&first_name=&birthday=')))
  assert.deepEqual(values, { email: 'a@example.com', first_name: '', newsletter: false, birthday: null })
  const optional = z.object({ name: charField({ required: false }), needed: charField() })
  assert.deepEqual(readFields(optional, formBody('name=&needed=')).errors, { needed: notBlank })
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

test('a body that is not an object is refused with its Python type', () => {
  const rows = { '[1]': 'list', '"x"': 'str', '5': 'int', '-0': 'int', '5.0': 'float', true: 'bool' }
  for (const [text, name] of Object.entries(rows)) {
    const message = `Invalid data. Expected a dictionary, but got ${name}.`
    assert.deepEqual(
      refusal(() => readFields(profile, jsonBody(text))),
      { non_field_errors: [message] },
    )
  }
  assert.deepEqual(
    refusal(() => readFields(profile, jsonBody('null'))),
    { non_field_errors: ['No data provided'] },
  )
})

test('added errors are in the order of the schema, those of no field last', () => {
  const read = readFields(profile, jsonBody('{"email": "a@example.com", "first_name": null}'))
  const fields = addError(addError(addError(read, 'non_field_errors', 'C'), 'email', 'A'), 'email', 'B')
  const body = refusal(() => requireValid(fields))
  assert.deepEqual(body, { email: ['A', 'B'], first_name: notNull, non_field_errors: ['C'] })
  assert.deepEqual(Object.keys(body as object), ['email', 'first_name', 'non_field_errors'])
})
