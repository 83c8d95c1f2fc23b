import assert from 'node:assert/strict'
import { createPrivateKey, createPublicKey, createSecretKey, generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { KeyringError } from './faults.ts'
import { generateKeyPair } from './generate.ts'
import { createKeyring, createVerifyingKeyring, type KeyringOptions } from './keyring.ts'

const secret = 'a secret of exactly fifty characters, and no more!'
const other = 'another secret that is long enough to be one, too.'
const es = generateKeyPair('ES256')
const rsa = generateKeyPair('RS256')

test('a single key without a kid writes none and accepts any', () => {
  const ring = createKeyring({ algorithm: 'HS256', signingKey: secret })
  assert.deepEqual(ring.signing.header, { alg: 'HS256', typ: 'JWT' })
  assert.equal(ring.find(undefined), ring.find('whatever'))
})

test('with several keys a kid is looked up exactly, and never on the prototype', () => {
  const previous = [{ key: other, kid: 'old' }]
  const ring = createKeyring({ algorithm: 'HS256', signingKey: secret, kid: 'new', previous })
  assert.deepEqual(ring.signing.header, { alg: 'HS256', kid: 'new', typ: 'JWT' })
  assert.equal(ring.find('old')?.kid, 'old')
  for (const kid of [undefined, 'Old', 'old ', '', '__proto__', 'constructor', '../old']) {
    assert.equal(ring.find(kid), undefined)
  }
})

test('a single key with a kid verifies tokens with that kid or with none', () => {
  const ring = createKeyring({ algorithm: 'HS256', signingKey: secret, kid: 'a' })
  assert.equal(ring.find('a'), ring.signing)
  assert.equal(ring.find(undefined), ring.signing)
  assert.equal(ring.find('b'), undefined)
})

test('takesUnnamed keeps tokens valid that were signed before keys had a kid', () => {
  const previous = [{ key: other, kid: 'old', takesUnnamed: true }]
  const ring = createKeyring({ algorithm: 'HS256', signingKey: secret, kid: 'new', previous })
  assert.equal(ring.find(undefined)?.kid, 'old')
  assert.equal(ring.find('unknown'), undefined)
  const shared = { algorithm: 'HS256', signingKey: secret, kid: 'new', takesUnnamed: true } as const
  assert.equal(createKeyring({ ...shared, previous: [{ key: other, kid: 'old' }] }).find(undefined)?.kid, 'new')
})

test('among several keys the default kid of an asymmetric key is its thumbprint', () => {
  const previous = [{ key: rsa.publicPem, algorithm: 'RS256' as const }]
  const ring = createKeyring({ algorithm: 'ES256', signingKey: es.privatePem, previous })
  assert.deepEqual(
    ring.keys.map(key => key.kid),
    [es.kid, rsa.kid],
  )
})

test('PEM, JWK and KeyObject give the same key', () => {
  const key = createPrivateKey(es.privatePem)
  for (const signingKey of [es.privatePem, `\n  ${es.privatePem}`, es.privateJwk, key]) {
    const ring = createKeyring({ algorithm: 'ES256', signingKey, verifyingKey: es.publicPem })
    assert.ok(ring.signing.verifyingKey.equals(createPublicKey(key)))
  }
})

test('an empty VERIFYING_KEY counts as absent, and HMAC does not use one', () => {
  assert.ok(createKeyring({ algorithm: 'ES256', signingKey: es.privatePem, verifyingKey: '' }))
  assert.ok(createKeyring({ algorithm: 'HS256', signingKey: secret, verifyingKey: secret }))
})

test('a public key is refused as an HMAC secret in every format (key confusion)', () => {
  const { publicPem, publicJwk } = rsa
  const base64 = publicPem.replace(/-----[^-]+-----|\s/g, '')
  const der = createPublicKey(publicPem).export({ format: 'der', type: 'spki' })
  const pkcs1 = createPublicKey(publicPem).export({ format: 'pem', type: 'pkcs1' }).toString()
  const spellings = [
    publicPem,
    ` \t\r\n${publicPem}`,
    `\uFEFF${publicPem}`,
    `key: ${publicPem}`,
    publicPem.replaceAll('\n', '\\n'),
    publicPem.toLowerCase(),
    pkcs1,
    base64,
    JSON.stringify(publicJwk),
    JSON.stringify({ keys: [publicJwk] }, null, 2),
    rsa.privatePem,
    'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGkq0Vv7oQhBxGxcFXgCyjQ0gqmEJ1V2 user@host',
    createSecretKey(publicPem, 'utf8'),
    createSecretKey(der),
    createPublicKey(publicPem),
    { kty: 'oct', k: Buffer.from(publicPem).toString('base64url') },
  ]
  for (const signingKey of spellings) {
    assertFault({ algorithm: 'HS256', signingKey }, /asymmetric key is given as the secret/)
  }
})

test('weak keys are refused: short secrets, small moduli, exponent 3', () => {
  const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey
  const three = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 }).privateKey
  assertFault({ algorithm: 'HS256', signingKey: 'x'.repeat(31) }, /248 bits/)
  assertFault({ algorithm: 'HS384', signingKey: 'x'.repeat(47) }, /376 bits/)
  assertFault({ algorithm: 'HS512', signingKey: 'x'.repeat(63) }, /504 bits/)
  assertFault({ algorithm: 'RS256', signingKey: small }, /1024 bits/)
  assertFault({ algorithm: 'PS256', signingKey: three }, /exponent/)
  assert.ok(createKeyring({ algorithm: 'HS256', signingKey: 'ü'.repeat(16) }))
})

test('a key of the wrong type is refused', () => {
  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey
  const ed448 = generateKeyPairSync('ed448').privateKey
  const x25519 = generateKeyPairSync('x25519').privateKey
  assertFault({ algorithm: 'ES256', signingKey: p384 }, /secp384r1/)
  assertFault({ algorithm: 'EdDSA', signingKey: ed448 }, /ed448/)
  assertFault({ algorithm: 'EdDSA', signingKey: x25519 }, /x25519/)
  assertFault({ algorithm: 'RS256', signingKey: es.privatePem }, /type ec/)
  assertFault({ algorithm: 'ES256', signingKey: es.publicPem }, /public key is given/)
  assertFault({ algorithm: 'ES256', signingKey: es.publicJwk }, /public key/)
  assertFault({ algorithm: 'ES256', signingKey: secret }, /not a key/)
  assertFault({ algorithm: 'ES256', signingKey: createSecretKey(secret, 'utf8') }, /secret/)
  assertFault({ algorithm: 'none' as 'HS256', signingKey: secret }, /Unrecognized algorithm type 'none'/)
  assertFault({ algorithm: 'HS256', signingKey: '' }, /it is missing/)
})

test('a public key that does not match the private one is refused', () => {
  const verifyingKey = generateKeyPair('ES256').publicPem
  assertFault({ algorithm: 'ES256', signingKey: es.privatePem, verifyingKey }, /do not match/)
  assertFault({ algorithm: 'HS256', signingKey: secret, verifyingKey }, /public key is given/)
  assertFault({ algorithm: 'ES256', signingKey: es.privatePem, verifyingKey: es.privatePem }, /private key/)
})

test('all faults are reported at once, and no key is quoted', () => {
  const previous = [
    { key: other },
    { key: 'short', kid: 'b' },
    { key: other, kid: 'c', takesUnnamed: true },
    { key: secret, kid: 'c', takesUnnamed: true },
  ]
  const error = errorOf({ algorithm: 'HS256', signingKey: secret, kid: 'a', previous })
  assert.equal(error.faults.length, 4)
  for (const pattern of [/without kid/, /"b".*40 bits/, /two keys have the kid "c"/, /takesUnnamed/]) {
    assert.match(error.message, pattern)
  }
  assert.ok(!error.message.includes(other) && !error.message.includes(secret))
})

test('a keyring that only verifies holds no private key', () => {
  const ring = createVerifyingKeyring([{ algorithm: 'ES256', key: es.publicPem }])
  assert.ok(!('signing' in ring))
  assert.throws(() => createVerifyingKeyring([{ algorithm: 'ES256', key: es.privatePem }]), /private key is given/)
  assert.throws(() => createVerifyingKeyring([]), /there is no key/)
})

function assertFault(options: KeyringOptions, pattern: RegExp): void {
  const { faults } = errorOf(options)
  assert.equal(faults.length, 1)
  assert.match(faults[0]?.what + (faults[0]?.fix ?? ''), pattern)
}

function errorOf(options: KeyringOptions): KeyringError {
  try {
    createKeyring(options)
  } catch (error) {
    if (error instanceof KeyringError) return error
    throw error
  }
  return assert.fail('the keyring was created')
}
