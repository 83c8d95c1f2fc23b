import assert from 'node:assert/strict'
import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { decodeCbor } from './cbor.ts'
import { fromStoredKey, type PasskeyKey, readCoseKey, toStoredKey } from './cose.ts'
import { orRefused, type PasskeyRefused } from './refusal.ts'
import { algorithms, coseEntries, createAuthenticator } from './tests/authenticator.ts'
import { type Encodable, Entries, encodeCbor } from './tests/encode-cbor.ts'

type Members = readonly (readonly [Encodable, Encodable])[]

function read(members: Members): PasskeyRefused | (PasskeyKey & { readonly outcome: 'read' }) {
  return orRefused(() => ({
    outcome: 'read',
    ...readCoseKey(decodeCbor(encodeCbor(new Entries(members)), 'shortest')),
  }))
}

function reasonOf(members: Members): string | undefined {
  const answer = read(members)
  return answer.outcome === 'refused' ? answer.reason : undefined
}

const bytes = (text: string) => Buffer.from(text, 'hex')
const ec = (x: Encodable, y: Encodable): Members => [
  [1, 2],
  [3, -7],
  [-1, 1],
  [-2, x],
  [-3, y],
]
const ed25519 = (x: Encodable): Members => [
  [1, 1],
  [3, -8],
  [-1, 6],
  [-2, x],
]
const rsa = (n: Encodable, e: Encodable = bytes('010001')): Members => [
  [1, 3],
  [3, -257],
  [-1, n],
  [-2, e],
]
const generatorX = bytes('6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296')
const generatorY = bytes('4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5')

test('a key of each algorithm is read, stored as SPKI and read from it again', () => {
  for (const algorithm of algorithms) {
    const { coseKey, privateKey } = createAuthenticator(algorithm, Buffer.alloc(16))
    const answer = read(coseKey)
    assert.ok(answer.outcome === 'read')
    assert.equal(answer.algorithm, algorithm)
    assert.ok(answer.key.equals(createPublicKey(privateKey)))
    assert.ok(fromStoredKey(toStoredKey(answer.key), algorithm).equals(answer.key))
  }
})

test('a stored key serves its own algorithm alone (algorithm confusion)', () => {
  for (const algorithm of algorithms) {
    const answer = read(createAuthenticator(algorithm, Buffer.alloc(16)).coseKey)
    assert.ok(answer.outcome === 'read')
    const stored = toStoredKey(answer.key)
    for (const other of algorithms.filter(each => each !== algorithm)) {
      const again = orRefused(() => fromStoredKey(stored, other))
      assert.ok('reason' in again && again.reason === 'bad_stored_key')
    }
    const damaged = orRefused(() => fromStoredKey(stored.subarray(1), algorithm))
    assert.ok('reason' in damaged && damaged.reason === 'bad_stored_key')
  }
})

test('a point of P-256 is on the curve, below the prime, and not compressed', () => {
  assert.equal(reasonOf(ec(generatorX, generatorY)), undefined)
  const zero = Buffer.alloc(32)
  const prime = bytes('ffffffff00000001000000000000000000000000ffffffffffffffffffffffff')
  const root = bytes('66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4')
  assert.equal(reasonOf(ec(zero, root)), undefined, 'x may be 0')
  assert.equal(reasonOf(ec(prime, root)), 'key_off_curve', 'and has one spelling')
  assert.equal(reasonOf(ec(generatorX, generatorX)), 'key_off_curve')
  assert.equal(reasonOf(ec(zero, zero)), 'key_off_curve')
  for (const y of [true, false, null, 'x'.repeat(32), []]) assert.equal(reasonOf(ec(generatorX, y)), 'malformed')
  assert.equal(reasonOf(ec(Buffer.concat([Buffer.alloc(1), generatorX]), generatorY)), 'malformed')
  assert.equal(reasonOf(ec(generatorX.subarray(1), generatorY)), 'malformed')
})

test('a key of small order, for which signatures can be made without a private key, is refused', () => {
  const small = [
    '01',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    '00',
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  ]
  for (const text of small) {
    for (const sign of [0, 0x80]) {
      const x = Buffer.concat([bytes(text), Buffer.alloc(32)]).subarray(0, 32)
      x[31] = (x[31] ?? 0) | sign
      assert.equal(reasonOf(ed25519(x)), 'key_off_curve', x.toString('hex'))
    }
  }
})

test('a point of Ed25519 has an x, and its y is below the prime', () => {
  for (let round = 0; round < 20; round += 1) {
    const jwk = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' })
    assert.equal(reasonOf(coseEntries(-8, jwk)), undefined)
  }
  const twos = Array.from({ length: 20 }, (_, at) =>
    reasonOf(ed25519(Buffer.concat([Buffer.from([at + 2]), Buffer.alloc(31)]))),
  )
  assert.ok(twos.includes('key_off_curve') && twos.includes(undefined))
  assert.equal(reasonOf(ed25519(Buffer.alloc(32, 0xff))), 'key_off_curve')
  assert.equal(reasonOf(ed25519(Buffer.alloc(33, 1))), 'malformed')
})

test('an RSA key has from 2048 to 4096 bits, an exponent that real keys have, and no leading zeros', () => {
  const modulus = (bits: number) => {
    const { n = '' } = generateKeyPairSync('rsa', { modulusLength: bits }).publicKey.export({ format: 'jwk' })
    return Buffer.from(n, 'base64url')
  }
  const good = modulus(2048)
  assert.equal(reasonOf(rsa(good)), undefined)
  assert.equal(reasonOf(rsa(modulus(2040))), 'weak_key')
  assert.equal(reasonOf(rsa(modulus(1024))), 'weak_key')
  const long = Buffer.alloc(512, 0xa5)
  assert.equal(reasonOf(rsa(long)), undefined)
  assert.equal(reasonOf(rsa(Buffer.concat([Buffer.from([1]), long]))), 'weak_key')
  assert.equal(reasonOf(rsa(Buffer.alloc(60_000, 0xa5))), 'weak_key')
  for (const e of ['03', '11', '010000', '0100000001']) assert.equal(reasonOf(rsa(good, bytes(e))), 'weak_key', e)
  assert.equal(reasonOf(rsa(good, bytes('010003'))), undefined)
  assert.equal(reasonOf(rsa(Buffer.concat([Buffer.alloc(1), good]))), 'malformed')
  assert.equal(reasonOf(rsa(good, bytes('00010001'))), 'malformed')
  assert.equal(reasonOf(rsa(Buffer.alloc(0))), 'malformed')
  assert.equal(reasonOf(rsa(Buffer.concat([good.subarray(0, -1), Buffer.alloc(1)]))), 'weak_key', 'even')
})

test('an RSA key with the fingerprint of ROCA is refused', () => {
  const primes = [3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103]
  const rest = [107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167]
  const product = [...primes, ...rest].reduce((all, prime) => all * BigInt(prime), 2n)
  // 1 modulo every small prime is the power of 65537 with the exponent 0.
  const modulus = (2n ** 2047n / product + 1n) * product + 1n
  assert.equal(reasonOf(rsa(bytes(modulus.toString(16)))), 'weak_key')
})

test('other algorithms, types and curves, and other members, are refused', () => {
  const good = ec(generatorX, generatorY)
  const replaced = (label: number, value: Encodable): Members =>
    good.map(([name, usual]) => [name, name === label ? value : usual])
  for (const algorithm of [-35, -37, -47, -48, -258, -65_535, 'ES256', null]) {
    assert.equal(reasonOf(replaced(3, algorithm)), 'unsupported_algorithm')
  }
  for (const curve of [2, 3, 8, 'P-256']) assert.equal(reasonOf(replaced(-1, curve)), 'unsupported_algorithm')
  for (const algorithm of [-8, -257]) assert.equal(reasonOf(replaced(3, algorithm)), 'malformed')
  for (const type of [1, 3, 4]) assert.equal(reasonOf(replaced(1, type)), 'malformed')
  assert.equal(reasonOf([...good, [-4, Buffer.alloc(32)]]), 'malformed')
  for (const at of good.keys()) assert.notEqual(reasonOf(good.toSpliced(at, 1)), undefined)
})
