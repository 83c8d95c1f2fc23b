/**
 * Requirements 1 to 7 at the endpoints: every way of bending a token that the codec and the claims refuse is tried where
 * tokens come in, by header, by cookie and in bodies. Most are signed with the right key: the signature saves nobody.
 */
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { readClaims } from '../../src/testing/read-claims.ts'
import { createTestAuth } from '../../src/testing/test-auth.ts'
import { encode, endpointsOf, sign } from './forged-tokens.ts'

const header = { alg: 'HS256', typ: 'JWT' }
const refused = [401, 401, 401, 401, 401]

async function openEndpoints() {
  const auth = await createTestAuth()
  const { access } = await auth.register('alice@example.com')
  return endpointsOf(auth, readClaims(access))
}

async function assertRefused(texts: readonly string[]): Promise<void> {
  const { good, knock } = await openEndpoints()
  assert.equal((await knock(sign(header, good)))[0], 200, 'unbent, it opens')
  for (const text of texts) assert.deepEqual(await knock(text), refused, text.slice(0, 200))
}

test('the tokens of this file are accepted as long as they are not changed', async () => {
  const { good, knock } = await openEndpoints()
  assert.deepEqual((await knock(sign(header, good))).slice(0, 3), [200, 200, 200])
})

test('no algorithm but the key’s is accepted: not none, a sibling, a misspelt or a missing one (algorithm confusion)', async () => {
  const { good } = await openEndpoints()
  const algorithms = [
    'none',
    'None',
    'NONE',
    'nOnE',
    'hs256',
    'HS 256',
    'HS384',
    'HS512',
    'RS256',
    '',
    null,
    0,
    ['HS256'],
  ]
  const bent = algorithms.map(alg => sign({ ...header, alg }, good))
  const siblings = [
    sign({ ...header, alg: 'HS384' }, good, 'sha384'),
    sign({ ...header, alg: 'HS512' }, good, 'sha512'),
  ]
  const unsigned = ['none', 'None', 'HS256'].map(alg => `${encode({ ...header, alg })}.${encode(good)}.`)
  await assertRefused([...bent, ...siblings, ...unsigned, sign({ typ: 'JWT' }, good)])
})

test('a typ that names a token for something else is refused', async () => {
  const { good } = await openEndpoints()
  await assertRefused(['logout+jwt', 'dpop+jwt', 'secevent+jwt', 'JWE'].map(typ => sign({ ...header, typ }, good)))
})

test('an access token of RFC 9068 opens; under compat typ is not looked at', async t => {
  for (const [config, types] of [
    [{}, ['at+jwt', 'application/at+jwt']],
    [{ compat: 'simplejwt' }, ['at+jwt', 'logout+jwt', 7]],
  ] as const) {
    const auth = await createTestAuth(config)
    t.after(() => auth.close())
    const claims = readClaims((await auth.register('alice@example.com')).access)
    for (const typ of types) {
      const token = sign({ ...header, typ }, claims)
      assert.equal((await auth.request('GET', '/api/auth/profile/', { token })).status, 200)
    }
  }
})

test('no key and no URL of a key is taken from a token (key injection, SSRF)', async () => {
  const { good } = await openEndpoints()
  const own = 'a key that the attacker chose, and names in the header of the token'
  const places = {
    jwk: { kty: 'oct', k: encode(own) },
    jku: 'http://127.0.0.1:9/jwks',
    x5u: 'http://127.0.0.1:9/',
    x5c: ['MII'],
  }
  const tokens = Object.entries(places).map(([name, value]) => {
    const input = `${encode({ ...header, [name]: value })}.${encode(good)}`
    return `${input}.${createHmac('sha256', own).update(input).digest('base64url')}`
  })
  await assertRefused(tokens)
})

test('a kid is a name, never a file, a query or a prototype (path traversal, SQL injection)', async () => {
  const { good } = await openEndpoints()
  const kids = ['../../dev/null', '/dev/null', "x' UNION SELECT 'key", '__proto__', 'constructor', '']
  const tokens = kids.map(kid => {
    const input = `${encode({ ...header, kid })}.${encode(good)}`
    return `${input}.${createHmac('sha256', '').update(input).digest('base64url')}`
  })
  await assertRefused(tokens)
})

test('crit, b64, zip, JWE and the JSON serializations are refused', async () => {
  const { good } = await openEndpoints()
  const headers = [{ crit: ['exp'] }, { crit: [] }, { b64: false, crit: ['b64'] }, { b64: true }, { zip: 'DEF' }]
  const [first, second, third] = sign(header, good).split('.')
  const json = JSON.stringify({ payload: second, protected: first, signature: third })
  await assertRefused([
    ...headers.map(extra => sign({ ...header, ...extra }, good)),
    `${first}.AA.AA.AA.AA`,
    encode(json),
  ])
})

test('only three parts of canonical base64url are a token, and nothing is repaired', async () => {
  const { good } = await openEndpoints()
  const text = sign(header, good)
  const [first = '', second = '', third = ''] = text.split('.')
  const spellings = [
    `${text}.`,
    `.${text}`,
    `${text}.${third}`,
    `${first}.${second}`,
    `${text}=`,
    `${first}=.${second}.${third}`,
  ]
  const dirty = [`${first}.${second}.${third.slice(0, 5)}!${third.slice(5)}`, `${first}.${second}.+/${third.slice(2)}`]
  await assertRefused([...spellings, ...dirty, 'a'.repeat(7000), '..', '.', 'null'])
})

test('bytes that are no UTF-8, and payloads that are no object, are refused', async () => {
  const { good } = await openEndpoints()
  const input = `${encode(header)}.${Buffer.from([0x7b, 0x22, 0xff, 0xc0, 0x22, 0x3a, 0x31, 0x7d]).toString('base64url')}`
  const values = ['null', '[]', '"text"', '7', '', '{', `${'['.repeat(3000)}`, `${JSON.stringify(good)} x`]
  await assertRefused([`${input}.AAAA`, ...values.map(value => sign(header, value))])
})

test('a token whose times are not finite numbers is refused, never answered with 500', async () => {
  const { good } = await openEndpoints()
  const wrong = ['soon', '99999999999', null, true, [good.exp], {}, -1, 0]
  const ends = wrong.map(exp => sign(header, { ...good, exp }))
  const [early, late] = [Number(good.exp), Number(good.exp) + 3600]
  // A time of issue in the future is no fault: `clock-set-back.test.ts` says why.
  const starts = [
    ...['nbf', 'iat'].flatMap(name => ['x', null, true].map(value => ({ [name]: value }))),
    { nbf: late + 1 },
  ].map(claims => sign(header, { ...good, ...claims }))
  const huge = ['1e999', '-1e999'].map(exp =>
    sign(header, JSON.stringify(good).replace(`"exp":${early}`, `"exp":${exp}`)),
  )
  const { exp: _, ...endless } = good
  await assertRefused([...ends, ...starts, ...huge, sign(header, endless)])
})

test('a user id is a canonical number and a token id a text: nothing is coerced (type confusion)', async () => {
  const { good } = await openEndpoints()
  const { sid: _, ...foreign } = good
  const auth = await createTestAuth()
  await auth.register('alice@example.com')
  for (const user_id of [' 1', '1 ', '01', '1.0', '+1', '0x1', '1e0', true, [1], { id: 1 }, 1.5, '', null]) {
    const { status } = await auth.visit(sign(header, { ...foreign, user_id }))
    assert.equal(status, 401, JSON.stringify(user_id))
  }
  for (const jti of ['', 1, true, ['a'], {}]) {
    assert.equal((await auth.visit(sign(header, { ...foreign, jti }))).status, 401, JSON.stringify(jti))
  }
})

test('each endpoint accepts its own kind of token only (token substitution)', async () => {
  const auth = await createTestAuth()
  const { access, refresh } = await auth.register('alice@example.com')
  const endpoints = endpointsOf(auth, {})
  assert.deepEqual((await endpoints.knock(access)).slice(3), [401, 401])
  assert.deepEqual((await endpoints.knock(refresh)).slice(0, 2), [401, 401])
  for (const token_type of ['sliding', 'ACCESS', 'access ', '', null, ['access'], true]) {
    const bent = sign(header, { ...readClaims(access), token_type })
    assert.deepEqual((await endpoints.knock(bent)).slice(0, 2), [401, 401], JSON.stringify(token_type))
  }
})
