import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTokenUser } from './token-user.ts'

test('a token user has only the claims of its token', () => {
  const user = createTokenUser({ user_id: 7, username: 'alice', is_staff: true, role: 'editor' }, 'user_id')
  assert.equal(user.id, '7')
  assert.equal(user.pk, '7')
  assert.equal(user.username, 'alice')
  assert.equal(user.isStaff, true)
  assert.equal(user.isSuperuser, false)
  assert.equal(user.isActive, true)
  assert.equal(user.claim('role'), 'editor')
  assert.equal(user.claim('toString'), null)
  assert.equal(String(user), 'TokenUser 7')
})

test('token users are equal by id', () => {
  const user = createTokenUser({ user_id: '7' }, 'user_id')
  assert.ok(user.equals(createTokenUser({ user_id: 7, role: 'other' }, 'user_id')))
  assert.ok(!user.equals(createTokenUser({ user_id: '8' }, 'user_id')))
})

test('a flag whose claim is not true is false', () => {
  assert.equal(createTokenUser({ user_id: '7', is_staff: 'true' }, 'user_id').isStaff, false)
})
