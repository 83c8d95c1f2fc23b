import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { booleanField } from './boolean-field.ts'
import { charField } from './char-field.ts'
import { dateField } from './date-field.ts'
import { emailField } from './email-field.ts'
import { integerField } from './integer-field.ts'
import { readOnlyField } from './read-only-field.ts'

const notAddress = ['Enter a valid email address.']

const profile = z.object({
  id: readOnlyField('integer', { label: 'ID' }),
  email: emailField({ maxLength: 255 }),
  first_name: charField({ required: false, allowBlank: true, maxLength: 150 }),
  newsletter: booleanField({ required: false }),
  birthday: dateField({ required: false, allowNull: true }),
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
