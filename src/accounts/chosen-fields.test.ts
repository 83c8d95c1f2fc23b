import assert from 'node:assert/strict'
import { test } from 'node:test'
import { charField } from '../fields/char-field.ts'
import { instantOf } from '../kernel/instant.ts'
import { Secret } from '../kernel/secret.ts'
import { readChanges, showFields } from './chosen-fields.ts'

test('fields show members and the fields of the application, and nothing write-only', () => {
  const user = {
    ...{ id: 7, username: 'ada', email: 'ada@example.com', emailVerified: true, firstName: 'Ada', lastName: '' },
    ...{ isActive: true, isStaff: false, isSuperuser: false, dateJoined: instantOf(new Date(0)), lastLogin: null },
    password: new Secret('!'),
    fields: { phone_number: '+1555' },
  }
  const shape = {
    email: charField(),
    phone_number: charField(),
    unset: charField(),
    password: charField({ writeOnly: true }),
  }
  assert.deepEqual(showFields(user, shape), { email: 'ada@example.com', phone_number: '+1555', unset: null })
})

test('a user name is normalized where an endpoint chooses its fields', () => {
  assert.deepEqual(readChanges({ userFields: undefined }, { username: '\u212Aim' }), { username: 'Kim' })
})
