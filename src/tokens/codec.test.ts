import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Implementation, implementations } from '../../test/vectors/implementations.ts'
import { createNeeds, refusal, sign } from '../../test/vectors/needs.ts'
import { encodeBase64url } from '../kernel/bytes.ts'
import { createKeyring, type VerifyingKeyring } from '../keys/keyring.ts'
import { localKeyOf } from '../testing/mint-now.ts'
import type { Claims } from './claims.ts'
import { encodeCompact } from './codec.ts'
import { type CodecOptions, codecOptionsOf } from './compact.ts'

const needs = createNeeds()
const ring = needs.keyring
const key = localKeyOf(ring)
const good = sign(needs, { user_id: '1' })
const [goodHeader = '', goodPayload = '', goodSignature = ''] = good.split('.')

/** Signs any header and payload. */
function forge(header: unknown, payload: string | Buffer = '{}', by = key): string {
  const headerText = typeof header === 'string' ? header : JSON.stringify(header)
  const input = `${encodeBase64url(headerText)}.${encodeBase64url(payload)}`
  return `${input}.${by.sign(input)}`
}

async function open(each: Implementation, text: unknown, keys: VerifyingKeyring, options?: CodecOptions) {
  return await each.ringOfSigner(keys).open(text as string, options)
}

async function assertRefused(each: Implementation, text: unknown, reason: string, options?: CodecOptions) {
  await assert.rejects(open(each, text, ring, options), refusal(reason))
}

test('a token is byte for byte the same as from SimpleJWT with the same key', () => {
  const claims = { token_type: 'access', exp: 2e9, iat: 17e8, jti: '0'.repeat(32), user_id: '1' }
  assert.equal(
    sign(needs, claims),
    'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ0b2tlbl90eXBlIjoiYWNjZXNzIiwiZXhwIjoyMDAwMDAwMDAwLCJpYXQiOjE3MDAwMDAwMDAsImp0aSI6IjAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwIiwidXNlcl9pZCI6IjEifQ.XK4a02DoY_fMyohEug_zFEZow7x2YmZOKT9ABC9ce20',
  )
})

test('claims that JSON cannot represent fail when they are signed', () => {
  assert.throws(() => encodeCompact({ big: 1n } as Claims, key), TypeError)
})

for (const each of implementations) {
  test(`${each.name}: signed claims are read back in their order`, async () => {
    const claims = { z: 1, a: ['ü', { b: null }], '': '' }
    assert.deepEqual(Object.entries((await open(each, sign(needs, claims), ring)).claims), Object.entries(claims))
  })

  test(`${each.name}: a key with a kid writes it between alg and typ`, async () => {
    const named = createKeyring({ algorithm: 'HS256', signingKey: 'x'.repeat(50), kid: 'k1' })
    const text = encodeCompact({}, named.signing)
    assert.equal(
      Buffer.from(text.split('.')[0] ?? '', 'base64url').toString(),
      '{"alg":"HS256","kid":"k1","typ":"JWT"}',
    )
    assert.deepEqual((await open(each, text, named)).header, { alg: 'HS256', kid: 'k1', typ: 'JWT' })
  })

  test(`${each.name}: a token must be three parts of unpadded base64url`, async () => {
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
      await assertRefused(each, text, 'not_compact')
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
      await assertRefused(each, text, 'not_base64url')
    }
    await assertRefused(each, `${goodHeader}.${goodPayload}.`, 'bad_signature')
    await assertRefused(each, `..${goodSignature}`, 'bad_header')
  })

  test(`${each.name}: a signature has one spelling (token malleability)`, async () => {
    // 32 bytes leave two unused bits in the last character: three other characters would decode to the same signature.
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const accepted: string[] = []
    for (const letter of letters) {
      const isOpen = await open(each, good.slice(0, -1) + letter, ring).then(
        () => true,
        () => false,
      )
      if (isOpen) accepted.push(letter)
    }
    assert.deepEqual(accepted, [good.at(-1)])
  })

  test(`${each.name}: a token that is too long is refused before decoding (denial of service)`, async () => {
    await assertRefused(each, '#'.repeat(16_385), 'too_long')
    await assertRefused(each, good, 'too_long', { maximumLength: good.length - 1 })
    assert.ok(await open(each, good, ring, { maximumLength: good.length }))
  })

  test(`${each.name}: the header's alg must equal the key's exactly (algorithm confusion)`, async () => {
    for (const alg of [
      'none',
      'None',
      'hs256',
      'HS384',
      'HS512',
      'RS256',
      'EdDSA',
      '',
      null,
      7,
      ['HS256'],
      undefined,
    ]) {
      await assertRefused(each, forge({ alg, typ: 'JWT' }), 'wrong_algorithm')
    }
    await assertRefused(each, `${encodeBase64url('{"alg":"none"}')}.${goodPayload}.`, 'wrong_algorithm')
  })

  test(`${each.name}: header extensions are refused: crit, b64, zip, enc`, async () => {
    for (const crit of [['exp'], [], ['b64'], 'exp', null]) {
      await assertRefused(each, forge({ alg: 'HS256', crit }), 'critical_header')
    }
    await assertRefused(each, forge({ alg: 'HS256', b64: true }), 'unencoded_payload')
    await assertRefused(each, forge({ alg: 'HS256', zip: 'DEF' }), 'compressed')
    await assertRefused(each, forge({ alg: 'HS256', enc: 'A128GCM' }), 'encrypted')
  })

  test(`${each.name}: jwk, jku, x5u and x5c in a header are ignored (key injection)`, async () => {
    const header = {
      alg: 'HS256',
      jwk: { kty: 'oct', k: 'AAAA' },
      jku: 'https://attacker.example/',
      x5u: '//',
      x5c: [1],
    }
    assert.ok(await open(each, forge(header), ring))
    const attacker = createKeyring({ algorithm: 'HS256', signingKey: 'y'.repeat(50) }).signing
    await assertRefused(
      each,
      forge({ ...header, jwk: { kty: 'oct', k: encodeBase64url('y'.repeat(50)) } }, '{}', attacker),
      'bad_signature',
    )
  })

  test(`${each.name}: typ may be absent, JWT or at+jwt in any case, any other type is refused`, async () => {
    for (const typ of [undefined, 'JWT', 'jwt', 'Jwt', 'application/jwt', 'at+jwt', 'AT+JWT', 'application/at+jwt']) {
      assert.ok(await open(each, forge({ alg: 'HS256', typ }), ring))
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
      await assertRefused(each, forge({ alg: 'HS256', typ }), 'wrong_typ')
    }
    const types = ['at+jwt']
    assert.ok(await open(each, forge({ alg: 'HS256', typ: 'application/at+jwt' }), ring, { types }))
    await assertRefused(each, good, 'wrong_typ', { types })
    for (const typ of ['logout+jwt', 7, null]) {
      assert.ok(await open(each, forge({ alg: 'HS256', typ }), ring, codecOptionsOf({ checkHeaderType: false })))
      await assertRefused(each, forge({ alg: 'HS256', typ }), 'wrong_typ', codecOptionsOf({ checkHeaderType: true }))
    }
  })

  test(`${each.name}: a kid must be a string: a single key ignores it, several keys look it up`, async () => {
    assert.ok(await open(each, forge({ alg: 'HS256', kid: "' OR 1=1 --" }), ring))
    for (const kid of [7, null, ['a'], {}, true]) await assertRefused(each, forge({ alg: 'HS256', kid }), 'bad_kid')

    const previous = [{ key: 'y'.repeat(50), kid: 'old' }]
    const several = createKeyring({ algorithm: 'HS256', signingKey: 'x'.repeat(50), kid: 'new', previous })
    assert.ok(await open(each, forge({ alg: 'HS256', kid: 'new' }), several))
    for (const kid of ['__proto__', '../../etc/passwd', 'NEW', undefined]) {
      await assert.rejects(open(each, forge({ alg: 'HS256', kid }), several), refusal('unknown_kid'))
    }
    await assert.rejects(open(each, forge({ alg: 'HS256', kid: 'old' }), several), refusal('bad_signature'))
  })

  test(`${each.name}: the header must be a JSON object in UTF-8, and its prototype is ignored`, async () => {
    for (const header of ['', '[]', 'null', '"HS256"', '{"alg":"HS256"', '\uFEFF{"alg":"HS256"}', '{"alg":NaN}']) {
      await assertRefused(each, forge(header), 'bad_header')
    }
    await assertRefused(each, forge('{"__proto__":{"alg":"HS256"}}'), 'wrong_algorithm')
    await assertRefused(each, forge('{"alg":"none","alg":"HS256","alg":"none"}'), 'wrong_algorithm')
    assert.ok(await open(each, forge('{"alg":"none","alg":"HS256"}'), ring))
  })

  test(`${each.name}: the payload must be a JSON object in UTF-8 that is not nested too deeply`, async () => {
    const nested = (depth: number) => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`
    for (const payload of ['', '[]', 'null', '1', '"a"', '{}x', '{"exp":NaN}', nested(32), nested(5000)]) {
      await assertRefused(each, forge({ alg: 'HS256' }, payload), 'bad_payload')
    }
    await assertRefused(each, forge({ alg: 'HS256' }, Buffer.from('7b2261223a22ff227d', 'hex')), 'bad_payload')
    assert.ok(await open(each, forge({ alg: 'HS256' }, nested(31)), ring))
    assert.ok(await open(each, forge({ alg: 'HS256' }, JSON.stringify({ a: '\\"[[['.repeat(99) })), ring))
  })

  test(`${each.name}: the last of duplicate members wins, as in Python`, async () => {
    const { claims } = await open(each, forge({ alg: 'HS256' }, '{"user_id":"1","user_id":"2"}'), ring)
    assert.equal(claims.user_id, '2')
  })

  test(`${each.name}: the signature is verified before the payload is parsed`, async () => {
    const [header, , signature] = good.split('.')
    await assertRefused(each, `${header}.${encodeBase64url('no json')}.${signature}`, 'bad_signature')
  })

  test(`${each.name}: the layer below returns the payload bytes unchanged`, async () => {
    const bytes = Uint8Array.of(0, 255, 1)
    assert.deepEqual((await each.ringOfSigner(ring).verify(forge({ alg: 'HS256' }, Buffer.from(bytes)))).payload, bytes)
  })

  test(`${each.name}: no error contains token text`, async () => {
    const text = forge({ alg: 'HS256', kid: 7, secret: 'in the header' }, '{"a":"in the payload"}')
    await assert.rejects(open(each, text, ring), (error: Error) => {
      const shown = JSON.stringify({ ...error, message: error.message })
      return !text.split('.').some(part => shown.includes(part)) && !shown.includes('in the')
    })
  })
}
