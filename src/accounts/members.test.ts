import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instantOf } from '../kernel/instant.ts'
import { Secret } from '../kernel/secret.ts'
import type { User } from '../users/user.ts'
import { accountMembers, readMembers, showMembers } from './members.ts'

const user: User = {
  id: 7,
  username: 'ada',
  email: 'ada@example.com',
  emailVerified: true,
  firstName: 'Ada',
  lastName: 'Lovelace',
  isActive: true,
  isStaff: false,
  isSuperuser: false,
  dateJoined: instantOf(new Date(0)),
  lastLogin: null,
  password: new Secret('!'),
  fields: { phone_number: '+1555' },
}

test('members are shown by their names on the wire, in the order asked for', () => {
  const shown = showMembers(user, ['full_name', 'first_name', 'is_staff'])
  assert.deepEqual(Object.entries(shown), [
    ['full_name', 'Ada Lovelace'],
    ['first_name', 'Ada'],
    ['is_staff', false],
  ])
  const name: string = shown.first_name
  assert.equal(name, 'Ada')
})

test('only what users may set is read from a body (mass assignment)', () => {
  const everything = Object.fromEntries(Object.keys(accountMembers).map(name => [name, 'x']))
  assert.deepEqual(readMembers({ ...everything, password: 'x', emailVerified: 'x' }), {
    username: 'x',
    email: 'x',
    firstName: 'x',
    lastName: 'x',
  })
})

test('a member that is absent sets nothing, one that is blank does', () => {
  assert.deepEqual(readMembers({ first_name: '' }), { firstName: '' })
})
