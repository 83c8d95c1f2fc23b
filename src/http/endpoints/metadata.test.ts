import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { charField } from '../../fields/char-field.ts'
import { emailField } from '../../fields/email-field.ts'
import { integerField } from '../../fields/integer-field.ts'
import { readOnlyField } from '../../fields/read-only-field.ts'
import { describeOptions } from './metadata.ts'

const both = {
  renders: ['application/json', 'text/html'],
  parses: ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'],
}

test('an endpoint without fields has no actions', () => {
  const body = describeOptions({ name: 'Protected', description: 'Example.' })
  assert.deepEqual(body, { name: 'Protected', description: 'Example.', ...both })
})

test('the profile of tutorial 1 is described as recorded', () => {
  const schema = z.object({
    id: readOnlyField('integer', { label: 'ID' }),
    email: emailField({ maxLength: 255 }),
    first_name: charField({ required: false, allowBlank: true, maxLength: 150 }),
    full_name: readOnlyField('field'),
    is_active: readOnlyField('boolean'),
    date_joined: readOnlyField('datetime'),
  })
  const text = '"required":false,"read_only":true'
  assert.equal(
    JSON.stringify(describeOptions({ name: 'User Profile', description: '', actions: { PUT: schema } }).actions),
    `{"PUT":{"id":{"type":"integer",${text},"label":"ID"},` +
      '"email":{"type":"email","required":true,"read_only":false,"label":"Email","max_length":255},' +
      '"first_name":{"type":"string","required":false,"read_only":false,"label":"First name","max_length":150},' +
      `"full_name":{"type":"field",${text},"label":"Full name"},` +
      `"is_active":{"type":"boolean",${text},"label":"Is active"},` +
      `"date_joined":{"type":"datetime",${text},"label":"Date joined"}}}`,
  )
})

test('help texts and limits follow the label', () => {
  const schema = z.object({
    username: charField({ helpText: 'Letters only.', minLength: 1, maxLength: 150, writeOnly: true }),
    stock: integerField({ required: false, minValue: 0, maxValue: 9 }),
  })
  assert.deepEqual(describeOptions({ name: '', description: '', actions: { POST: schema } }).actions, {
    POST: {
      username: {
        type: 'string',
        required: true,
        read_only: false,
        label: 'Username',
        help_text: 'Letters only.',
        min_length: 1,
        max_length: 150,
      },
      stock: { type: 'integer', required: false, read_only: false, label: 'Stock', min_value: 0, max_value: 9 },
    },
  })
})
