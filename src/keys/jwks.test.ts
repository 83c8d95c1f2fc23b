import assert from 'node:assert/strict'
import { createPrivateKey, createSecretKey } from 'node:crypto'
import { test } from 'node:test'
import { systemRandom } from '../ports/defaults/random.ts'
import { KeyringError } from './faults.ts'
import { generateKeyPair, generateSecret } from './generate.ts'
import { thumbprint } from './jwk.ts'
import type { Jwk } from './jwk-members.ts'
import { keyringFromJwks, publicJwks } from './jwks.ts'
import { createKeyring } from './keyring.ts'

const es = generateKeyPair('ES256')
const ed = generateKeyPair('EdDSA')
const rsa = generateKeyPair('PS256')

test('the published set holds the public halves with kid, alg and use, and nothing else', () => {
  const previous = [
    { algorithm: 'EdDSA' as const, key: ed.publicPem },
    { algorithm: 'PS256' as const, key: rsa.publicPem, kid: 'old' },
  ]
  const { keys } = publicJwks(createKeyring({ algorithm: 'ES256', signingKey: es.privatePem, previous }))
  assert.deepEqual(
    keys.map(key => Object.keys(key).sort().join()),
    ['alg,crv,kid,kty,use,x,y', 'alg,crv,kid,kty,use,x', 'alg,e,kid,kty,n,use'],
  )
  assert.deepEqual(
    keys.map(({ kid, alg, use }) => [kid, alg, use]),
    [
      [es.kid, 'ES256', 'sig'],
      [ed.kid, 'EdDSA', 'sig'],
      ['old', 'PS256', 'sig'],
    ],
  )
})

test('a keyring of secrets publishes nothing, and a secret has no thumbprint', () => {
  const key = createSecretKey(Buffer.alloc(32, 1))
  assert.deepEqual(publicJwks(createKeyring({ algorithm: 'HS256', signingKey: key })), { keys: [] })
  assert.throws(() => thumbprint(key), TypeError)
})

test('a published set becomes a keyring that verifies', () => {
  const published = publicJwks(createKeyring({ algorithm: 'ES256', signingKey: es.privatePem, kid: 'a' }))
  const ring = keyringFromJwks(JSON.parse(JSON.stringify(published)))
  assert.equal(ring.find('a')?.algorithm.name, 'ES256')
})

test('keys for encryption and unknown algorithms are skipped', () => {
  const keys = [es.publicJwk, { ...rsa.publicJwk, use: 'enc', alg: 'RSA-OAEP' }, { ...ed.publicJwk, alg: 'Ed448' }]
  assert.deepEqual(
    keyringFromJwks({ keys }).keys.map(key => key.kid),
    [es.kid],
  )
})

test('a set whose keys have no alg needs the algorithm as an argument', () => {
  const { alg: _, ...bare } = rsa.publicJwk
  assert.throws(() => keyringFromJwks({ keys: [bare] }), KeyringError)
  assert.equal(keyringFromJwks({ keys: [bare] }, 'RS256').keys[0]?.algorithm.name, 'RS256')
})

test('an ambiguous set is refused as a whole (key confusion)', () => {
  const oct = { kty: 'oct', k: Buffer.alloc(32, 9).toString('base64url'), alg: 'HS256', kid: 'h' }
  const { kid: _, ...nameless } = ed.publicJwk
  const sets: readonly (readonly Jwk[])[] = [
    [],
    [es.publicJwk, oct],
    [es.publicJwk, es.publicJwk],
    [es.publicJwk, nameless],
    [es.publicJwk, ed.privateJwk],
    [{ ...es.publicJwk, kid: 7 as unknown as string }],
  ]
  for (const keys of sets) assert.throws(() => keyringFromJwks({ keys }), KeyringError)
  for (const set of [null, [], {}, { keys: {} }, { keys: [null] }]) {
    assert.throws(() => keyringFromJwks(set as never), KeyringError)
  }
})

test('a JWK with inconsistent members is refused', () => {
  const broken: readonly Partial<Jwk>[] = [
    { crv: 'P-384' },
    { kty: 'RSA' },
    { x: `${es.publicJwk.x}=` },
    { x: ed.publicJwk.x ?? '' },
    { key_ops: ['encrypt'] },
    { alg: 'ES384' },
  ]
  for (const members of broken) {
    assert.throws(() => keyringFromJwks({ keys: [{ ...es.publicJwk, ...members } as Jwk] }), KeyringError)
  }
})

test('a generated pair is one key in four formats, and its kid is the thumbprint', () => {
  for (const pair of [es, ed, rsa]) {
    const key = createPrivateKey(pair.privatePem)
    assert.ok(key.equals(createPrivateKey({ key: { ...pair.privateJwk }, format: 'jwk' })))
    assert.equal(thumbprint(key), pair.kid)
    assert.equal(pair.publicJwk.kid, pair.kid)
    assert.equal(pair.publicJwk.d, undefined)
  }
  assert.throws(() => generateKeyPair('HS256'), TypeError)
})

test('a generated secret is URL-safe text of 64 bytes, new each time', () => {
  const secret = generateSecret(systemRandom)
  assert.match(secret, /^[\w-]{86}$/)
  assert.notEqual(secret, generateSecret(systemRandom))
  assert.ok(createKeyring({ algorithm: 'HS512', signingKey: secret }))
})
