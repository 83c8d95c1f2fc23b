import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settingsAtFault } from '../../testing/settings-at-fault.ts'

test('claims have different names, none of them reserved', () => {
  assert.deepEqual(settingsAtFault({ userIdClaim: 'sub' }), [])
  assert.deepEqual(settingsAtFault({ tokenTypeClaim: null, jtiClaim: null }), [])
  assert.deepEqual(settingsAtFault({ revokeTokenClaim: 'token_type' }), ['userIdClaim'])
  assert.deepEqual(settingsAtFault({ jtiClaim: 'exp' }), ['userIdClaim'])
})

test('claims cannot be renewed where there are none', () => {
  assert.deepEqual(settingsAtFault({ renewClaims: true }), ['renewClaims'])
  assert.deepEqual(settingsAtFault({ renewClaims: true, tokenClaims: () => ({}) }), [])
})

test('a token identifies a user by the id or by the login field', () => {
  assert.deepEqual(settingsAtFault({ userIdField: 'username' }), ['userIdField'])
  assert.deepEqual(settingsAtFault({ userIdField: 'username', accounts: 'username' }), [])
})
