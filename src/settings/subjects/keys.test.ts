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

const adopting = {
  acceptWeakSigningKey: 'while-adopting',
  djangoDatabaseUrl: 'sqlite:db.sqlite3',
} as const

test('hazard j: a Django key is refused unless a Django project is moved in, and the message says how', () => {
  const insecure = `django-insecure-${'q7-'.repeat(12)}w`
  for (const signingKey of [insecure, 'short-key-of-a-team']) {
    assert.deepEqual(settingsAtFault({ secretKey, signingKey }), ['signingKey'], signingKey)
    assert.deepEqual(settingsAtFault({ secretKey, signingKey, ...adopting }), [], signingKey)
  }
  assert.throws(
    () => resolveSettings([{ source: 'test', values: { secretKey, signingKey: insecure } }]),
    /acceptWeakSigningKey: 'while-adopting'/,
  )
})

test('hazard j: a tutorial key, and a secretKey, are refused all the same', () => {
  const signingKey = 'your-secret-key-your-secret-key-your-secret-key'
  assert.deepEqual(settingsAtFault({ secretKey, signingKey, ...adopting }), ['signingKey'])
  assert.deepEqual(settingsAtFault({ secretKey: 'short', ...adopting }), ['secretKey'])
  const insecure = `django-insecure-${'q7-'.repeat(12)}w`
  assert.deepEqual(settingsAtFault({ secretKey: insecure, ...adopting }), ['secretKey'])
  const alone = { secretKey, acceptWeakSigningKey: 'while-adopting' } as const
  assert.deepEqual(settingsAtFault(alone), ['acceptWeakSigningKey'])
})

test('hazard j: a weak key that no longer signs needs an end', () => {
  const key = { kid: 'django', key: 'short-key-of-a-team', takesUnnamed: true }
  const strong = { secretKey, keyId: '2026-11' }
  assert.deepEqual(settingsAtFault({ ...strong, previousKeys: [key] }), ['previousKeys'])
  assert.deepEqual(settingsAtFault({ ...strong, previousKeys: [{ ...key, until: 'some day' }] }), ['previousKeys'])
  assert.deepEqual(settingsAtFault({ ...strong, previousKeys: [{ ...key, until: '2027-01-31T00:00:00Z' }] }), [])
})

test('hazard l: tokens that name users by another column are refused, with the columns that can be', () => {
  assert.throws(
    () => resolveSettings([{ source: 'test', values: { secretKey, SIMPLE_JWT: { USER_ID_FIELD: 'uuid' } } }]),
    /USER_ID_FIELD.*use 'id', 'email', 'username'/,
  )
})
