import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createNeeds, refusal, sign } from '../../test/vectors/needs.ts'
import { encodeBase64url } from '../kernel/bytes.ts'
import { createKeyring } from '../keys/keyring.ts'
import type { Claims } from './claims.ts'
import { encodeCompact, openCompact, verifyCompact } from './codec.ts'
import { type CodecOptions, codecOptionsOf } from './compact.ts'

const needs = createNeeds()
const ring = needs.keyring
const key = ring.signing
const good = sign(needs, { user_id: '1' })
const [goodHeader = '', goodPayload = '', goodSignature = ''] = good.split('.')

/** Signs any header and payload. */
function forge(header: unknown, payload: string | Buffer = '{}', by = key): string {
  const headerText = typeof header === 'string' ? header : JSON.stringify(header)
  const input = `${encodeBase64url(headerText)}.${encodeBase64url(payload)}`
  return `${input}.${by.sign(input)}`
}

function assertRefused(text: unknown, reason: string, options?: CodecOptions): void {
  assert.throws(() => openCompact(text as string, ring, options), refusal(reason))
}

test('a token is byte for byte the same as from SimpleJWT with the same key', () => {
  const claims = { token_type: 'access', exp: 2e9, iat: 17e8, jti: '0'.repeat(32), user_id: '1' }
  assert.equal(
    sign(needs, claims),
    'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ0b2tlbl90eXBlIjoiYWNjZXNzIiwiZXhwIjoyMDAwMDAwMDAwLCJpYXQiOjE3MDAwMDAwMDAsImp0aSI6IjAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwIiwidXNlcl9pZCI6IjEifQ.XK4a02DoY_fMyohEug_zFEZow7x2YmZOKT9ABC9ce20',
  )
})

test('signed claims are read back in their order', () => {
  const claims = { z: 1, a: ['ü', { b: null }], '': '' }
  assert.deepEqual(Object.entries(openCompact(sign(needs, claims), ring).claims), Object.entries(claims))
})

test('a key with a kid writes it between alg and typ', () => {
  const named = createKeyring({ algorithm: 'HS256', signingKey: 'x'.repeat(50), kid: 'k1' })
  const text = encodeCompact({}, named.signing)
  assert.equal(Buffer.from(text.split('.')[0] ?? '', 'base64url').toString(), '{"alg":"HS256","kid":"k1","typ":"JWT"}')
  assert.deepEqual(openCompact(text, named).header, { alg: 'HS256', kid: 'k1', typ: 'JWT' })
})

test('a token must be three parts of unpadded base64url', () => {
  for (const text of [
    '',
    '.',
    'a.b',
    `${good}.`,
    `${good}.x`,
    goodHeader,
    `${goodHeader}.${goodPayload}`,
    7,
    null,
    {},
  ]) {
    assertRefused(text, 'not_compact')
  }
  for (const text of [
    `${good}=`,
    ` ${good}`,
    `${good}\n`,
    `${goodHeader}=.${goodPayload}.${goodSignature}`,
    `${goodHeader}.${goodPayload}\n.${goodSignature}`,
    `${goodHeader}.${goodPayload}.+/${goodSignature.slice(2)}`,
    `${goodHeader}.${goodPayload}.${goodSignature.slice(0, -1)}1`,
    `é${good}`,
  ]) {
    assertRefused(text, 'not_base64url')
  }
  assertRefused(`${goodHeader}.${goodPayload}.`, 'bad_signature')
  assertRefused(`..${goodSignature}`, 'bad_header')
})

test('a signature has one spelling (token malleability)', () => {
  // 32 bytes leave two unused bits in the last character: three other characters would decode to the same signature.
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const accepted = [...letters].filter(letter => {
    try {
      return openCompact(good.slice(0, -1) + letter, ring) !== undefined
    } catch {
      return false
    }
  })
  assert.deepEqual(accepted, [good.at(-1)])
})

test('a token that is too long is refused before decoding (denial of service)', () => {
  assertRefused('#'.repeat(16_385), 'too_long')
  assertRefused(good, 'too_long', { maximumLength: good.length - 1 })
  assert.ok(openCompact(good, ring, { maximumLength: good.length }))
})

test("the header's alg must equal the key's exactly (algorithm confusion)", () => {
  for (const alg of ['none', 'None', 'hs256', 'HS384', 'HS512', 'RS256', 'EdDSA', '', null, 7, ['HS256'], undefined]) {
    assertRefused(forge({ alg, typ: 'JWT' }), 'wrong_algorithm')
  }
  assertRefused(`${encodeBase64url('{"alg":"none"}')}.${goodPayload}.`, 'wrong_algorithm')
})

test('header extensions are refused: crit, b64, zip, enc', () => {
  for (const crit of [['exp'], [], ['b64'], 'exp', null]) {
    assertRefused(forge({ alg: 'HS256', crit }), 'critical_header')
  }
  assertRefused(forge({ alg: 'HS256', b64: true }), 'unencoded_payload')
  assertRefused(forge({ alg: 'HS256', zip: 'DEF' }), 'compressed')
  assertRefused(forge({ alg: 'HS256', enc: 'A128GCM' }), 'encrypted')
})

test('jwk, jku, x5u and x5c in a header are ignored (key injection)', () => {
  const header = { alg: 'HS256', jwk: { kty: 'oct', k: 'AAAA' }, jku: 'https://attacker.example/', x5u: '//', x5c: [1] }
  assert.ok(openCompact(forge(header), ring))
  const attacker = createKeyring({ algorithm: 'HS256', signingKey: 'y'.repeat(50) }).signing
  assertRefused(
    forge({ ...header, jwk: { kty: 'oct', k: encodeBase64url('y'.repeat(50)) } }, '{}', attacker),
    'bad_signature',
  )
})

test('typ may be absent, JWT or at+jwt in any case, any other type is refused', () => {
  for (const typ of [undefined, 'JWT', 'jwt', 'Jwt', 'application/jwt', 'at+jwt', 'AT+JWT', 'application/at+jwt']) {
    assert.ok(openCompact(forge({ alg: 'HS256', typ }), ring))
  }
  for (const typ of [
    'dpop+jwt',
    'at+jwt+x',
    'logout+jwt',
    '',
    'JWT ',
    'application/application/jwt',
    7,
    null,
    ['JWT'],
  ]) {
    assertRefused(forge({ alg: 'HS256', typ }), 'wrong_typ')
  }
  const types = ['at+jwt']
  assert.ok(openCompact(forge({ alg: 'HS256', typ: 'application/at+jwt' }), ring, { types }))
  assertRefused(good, 'wrong_typ', { types })
  for (const typ of ['logout+jwt', 7, null]) {
    assert.ok(openCompact(forge({ alg: 'HS256', typ }), ring, codecOptionsOf({ checkHeaderType: false })))
    assertRefused(forge({ alg: 'HS256', typ }), 'wrong_typ', codecOptionsOf({ checkHeaderType: true }))
  }
})

test('a kid must be a string: a single key ignores it, several keys look it up', () => {
  assert.ok(openCompact(forge({ alg: 'HS256', kid: "' OR 1=1 --" }), ring))
  for (const kid of [7, null, ['a'], {}, true]) assertRefused(forge({ alg: 'HS256', kid }), 'bad_kid')

  const previous = [{ key: 'y'.repeat(50), kid: 'old' }]
  const several = createKeyring({ algorithm: 'HS256', signingKey: 'x'.repeat(50), kid: 'new', previous })
  assert.ok(openCompact(forge({ alg: 'HS256', kid: 'new' }), several))
  for (const kid of ['__proto__', '../../etc/passwd', 'NEW', undefined]) {
    assert.throws(() => openCompact(forge({ alg: 'HS256', kid }), several), refusal('unknown_kid'))
  }
  assert.throws(() => openCompact(forge({ alg: 'HS256', kid: 'old' }), several), refusal('bad_signature'))
})

test('the header must be a JSON object in UTF-8, and its prototype is ignored', () => {
  for (const header of ['', '[]', 'null', '"HS256"', '{"alg":"HS256"', '\uFEFF{"alg":"HS256"}', '{"alg":NaN}']) {
    assertRefused(forge(header), 'bad_header')
  }
  assertRefused(forge('{"__proto__":{"alg":"HS256"}}'), 'wrong_algorithm')
  assertRefused(forge('{"alg":"none","alg":"HS256","alg":"none"}'), 'wrong_algorithm')
  assert.ok(openCompact(forge('{"alg":"none","alg":"HS256"}'), ring))
})

test('the payload must be a JSON object in UTF-8 that is not nested too deeply', () => {
  const nested = (depth: number) => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`
  for (const payload of ['', '[]', 'null', '1', '"a"', '{}x', '{"exp":NaN}', nested(32), nested(5000)]) {
    assertRefused(forge({ alg: 'HS256' }, payload), 'bad_payload')
  }
  assertRefused(forge({ alg: 'HS256' }, Buffer.from('7b2261223a22ff227d', 'hex')), 'bad_payload')
  assert.ok(openCompact(forge({ alg: 'HS256' }, nested(31)), ring))
  assert.ok(openCompact(forge({ alg: 'HS256' }, JSON.stringify({ a: '\\"[[['.repeat(99) })), ring))
})

test('the last of duplicate members wins, as in Python', () => {
  const { claims } = openCompact(forge({ alg: 'HS256' }, '{"user_id":"1","user_id":"2"}'), ring)
  assert.equal(claims.user_id, '2')
})

test('the signature is verified before the payload is parsed', () => {
  const [header, , signature] = good.split('.')
  assertRefused(`${header}.${encodeBase64url('no json')}.${signature}`, 'bad_signature')
})

test('verifyCompact returns the payload bytes unchanged', () => {
  const bytes = Uint8Array.of(0, 255, 1)
  assert.deepEqual(verifyCompact(forge({ alg: 'HS256' }, Buffer.from(bytes)), ring).payload, bytes)
})

test('no error contains token text', () => {
  const text = forge({ alg: 'HS256', kid: 7, secret: 'in the header' }, '{"a":"in the payload"}')
  assert.throws(
    () => openCompact(text, ring),
    (error: Error) => {
      const shown = JSON.stringify({ ...error, message: error.message })
      return !text.split('.').some(part => shown.includes(part)) && !shown.includes('in the')
    },
  )
})

test('claims that JSON cannot represent fail when they are signed', () => {
  assert.throws(() => encodeCompact({ big: 1n } as Claims, key), TypeError)
})
