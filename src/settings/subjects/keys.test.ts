import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settingsAtFault } from '../../testing/settings-at-fault.ts'

const secretKey = '3b0e57a1c0e94a4f8d0b6b8f7d1c2a9e55aa'

test('an asymmetric algorithm needs a signing key, and public keys need such an algorithm', () => {
  const jwkUrl = 'https://id.example.com/.well-known/jwks.json'
  assert.deepEqual(settingsAtFault({ algorithm: 'ES256' }), ['algorithm'])
  assert.deepEqual(settingsAtFault({ algorithm: 'ES256', signingKey: 'a private key as PEM', jwkUrl }), [])
  assert.deepEqual(settingsAtFault({ jwkUrl }), ['jwkUrl'])
})

test('a weak secret is reported once, where it is set', () => {
  assert.deepEqual(settingsAtFault({ secretKey: 'short' }), ['secretKey'])
  assert.deepEqual(settingsAtFault({ secretKey, signingKey: 'short' }), ['signingKey'])
  assert.deepEqual(settingsAtFault({ secretKey: 'a'.repeat(64) }), ['secretKey'])
  assert.deepEqual(settingsAtFault({ secretKey, signingKey: 'a'.repeat(64) }), ['signingKey'])
})
