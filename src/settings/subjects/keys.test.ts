import assert from 'node:assert/strict'
import { test } from 'node:test'
import { resolveSettings } from '../../settings.ts'
import { settingsAtFault } from '../../testing/settings-at-fault.ts'

const secretKey = '3b0e57a1c0e94a4f8d0b6b8f7d1c2a9e55aa'

test('an asymmetric algorithm needs a signing key, and public keys need such an algorithm', () => {
  const jwkUrl = 'https://id.example.com/.well-known/jwks.json'
  assert.deepEqual(settingsAtFault({ algorithm: 'ES256' }), ['algorithm'])
  const named = { issuer: 'https://id.example.com', audience: 'app' }
  assert.deepEqual(settingsAtFault({ algorithm: 'ES256', signingKey: 'a private key as PEM', jwkUrl, ...named }), [])
  assert.deepEqual(settingsAtFault({ jwkUrl, ...named }), ['jwkUrl'])
})

test("published keys need an issuer and an audience, or words that say 'any' (confused deputy)", () => {
  const published = { algorithm: 'ES256', signingKey: 'a private key as PEM', jwkUrl: 'https://id.example.com/jwks' }
  assert.deepEqual(settingsAtFault(published), ['jwkUrl', 'jwkUrl'])
  assert.deepEqual(settingsAtFault({ ...published, issuer: 'https://id.example.com' }), ['jwkUrl'])
  assert.deepEqual(settingsAtFault({ ...published, audience: ['app'] }), ['jwkUrl'])
  assert.deepEqual(settingsAtFault({ ...published, issuer: 'any-issuer', audience: 'any-audience' }), [])
  assert.deepEqual(settingsAtFault({ ...published, issuer: ['any-issuer', 'x'], audience: 'app' }), ['issuer'])
})

test('the words are for the rules alone: no token is written with them or asked for them', () => {
  const values = { secretKey, SIMPLE_JWT: { ISSUER: 'any-issuer' } }
  const environment = { LATCHKEY_AUDIENCE: 'any-audience' }
  const settings = resolveSettings([
    { source: 'environment', spelling: 'environment', values: environment },
    { source: 'test', values },
  ])
  assert.deepEqual([settings.issuer, settings.audience], [undefined, undefined])
})

test('a weak secret is reported once, where it is set', () => {
  assert.deepEqual(settingsAtFault({ secretKey: 'short' }), ['secretKey'])
  assert.deepEqual(settingsAtFault({ secretKey, signingKey: 'short' }), ['signingKey'])
  assert.deepEqual(settingsAtFault({ secretKey: 'a'.repeat(64) }), ['secretKey'])
  assert.deepEqual(settingsAtFault({ secretKey, signingKey: 'a'.repeat(64) }), ['signingKey'])
})
