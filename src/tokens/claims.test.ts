import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createNeeds, noon, refusal, sign } from '../../test/vectors/needs.ts'
import { encodeBase64url } from '../kernel/bytes.ts'
import { accessToken } from './access.ts'
import { type Claims, checkExp, checkKind, tokenIdOf } from './claims.ts'
import type { TokenKind } from './define-token.ts'
import { readToken } from './read-token.ts'
import { refreshToken } from './refresh.ts'
import type { TokenSettings } from './token-settings.ts'
import { untypedToken } from './untyped.ts'

const whole = { token_type: 'access', exp: noon + 300, iat: noon, jti: 'a', user_id: '1' }

function read(claims: Readonly<Record<string, unknown>>, settings: Partial<TokenSettings> = {}): Claims {
  const needs = createNeeds(settings)
  return readToken(needs, sign(needs, claims))
}

function kindOf(
  claims: Readonly<Record<string, unknown>>,
  kind: TokenKind = accessToken,
  settings: Partial<TokenSettings> = {},
) {
  const needs = createNeeds(settings)
  return checkKind(needs, readToken(needs, sign(needs, claims)), kind)
}

function assertRefused(change: object, reason: string, title?: string, settings: Partial<TokenSettings> = {}): void {
  assert.throws(() => read({ ...whole, ...change }, settings), refusal(reason, title))
}

test('a valid token returns its claims', () => {
  assert.deepEqual(read(whole), whole)
})

test('a token is expired at its exp exactly, and leeway extends it', () => {
  assertRefused({ exp: noon }, 'expired', 'Token is expired')
  assert.ok(read({ ...whole, exp: noon + 1 }))
  assert.ok(read({ ...whole, exp: noon - 9 }, { leeway: 10 }))
  assertRefused({ exp: noon - 10 }, 'expired', 'Token is expired', { leeway: 10 })
})

test('a token issued in the future is refused, within leeway accepted', () => {
  assert.ok(read({ ...whole, iat: noon, nbf: noon }))
  assertRefused({ iat: noon + 1 }, 'issued_in_future', undefined, { issuedAtTolerance: 0 })
  assertRefused({ nbf: noon + 1 }, 'not_yet_valid')
  assert.ok(read({ ...whole, iat: noon + 10, nbf: noon + 10 }, { leeway: 10 }))
})

test('after the clock was set back, a token from before stays valid, up to the tolerance (account lockout)', () => {
  assert.ok(read({ ...whole, iat: noon + 1_000_000 }))
  assert.ok(read({ ...whole, iat: noon + 3600 }, { issuedAtTolerance: 3600 }))
  assertRefused({ iat: noon + 3601 }, 'issued_in_future', undefined, { issuedAtTolerance: 3600 })
  assertRefused({ nbf: noon + 1 }, 'not_yet_valid', undefined, { issuedAtTolerance: 3600 })
})

test('fractions of a second are truncated, as in SimpleJWT', () => {
  assertRefused({ exp: noon + 0.9 }, 'expired', 'Token is expired')
  assert.ok(read({ ...whole, iat: noon + 0.9, exp: noon + 1.5 }))
})

test('times must be finite JSON numbers: nothing is coerced', () => {
  for (const claim of ['exp', 'iat', 'nbf']) {
    for (const time of [`${noon + 300}`, 'soon', '', null, true, false, [noon], {}, 1e300, -1e300, 253_402_300_800]) {
      assertRefused({ [claim]: time }, 'bad_time')
    }
  }
})

test('a time that overflows to Infinity is refused', () => {
  const needs = createNeeds()
  const { signing } = needs.keyring
  const input = `${signing.headerText}.${encodeBase64url('{"jti":"a","exp":1e999}')}`
  const text = `${input}.${signing.sign(input)}`
  assert.throws(() => readToken(needs, text), refusal('bad_time'))
})

test('an id that is present must be a non-empty string', () => {
  for (const id of ['', 7, null, false, ['a'], {}]) {
    assertRefused({ jti: id }, 'bad_id')
    assertRefused({ sid: id }, 'bad_id')
  }
  for (const id of ['', 7]) assertRefused({ token_id: id }, 'bad_id', undefined, { jtiClaim: 'token_id' })
  for (const sub of [1, null, ['a']]) assertRefused({ sub }, 'bad_subject')
  assert.ok(read({ ...whole, sub: 'a' }))
})

test('the issuer must match exactly', () => {
  const issuer = 'https://auth.example.com'
  assert.ok(read({ ...whole, iss: issuer }, { issuer }))
  assert.ok(read({ ...whole, iss: issuer }, { issuer: ['https://other.example', issuer] }))
  for (const iss of [undefined, '', 'https://auth.example', `${issuer}/`, issuer.toUpperCase(), [issuer], null]) {
    assertRefused({ iss }, 'wrong_issuer', undefined, { issuer })
  }
  assert.ok(read({ ...whole, iss: 7 }))
})

test('one matching audience is enough', () => {
  for (const aud of ['a', ['a'], ['z', 'a']]) assert.ok(read({ ...whole, aud }, { audience: 'a' }))
  assert.ok(read({ ...whole, aud: ['z', 'b'] }, { audience: ['a', 'b'] }))
  for (const aud of [undefined, 'b', 'ab', [], ['b'], ['a', 7], { a: 'a' }, null]) {
    assertRefused({ aud }, 'wrong_audience', undefined, { audience: 'a' })
  }
  assert.ok(read({ ...whole, aud: 7 }))
})

test('a bad signature is reported before expiry, expiry before issuer, audience and id', () => {
  const needs = createNeeds({ issuer: 'a', audience: 'b' })
  const text = sign(needs, { ...whole, exp: 1, iss: 'x', aud: 'y', jti: 7 })
  assert.throws(() => readToken(needs, text), refusal('expired', 'Token is expired'))
  const torn = `${text.slice(0, -5)}AAAAA`
  assert.throws(() => readToken(needs, torn), refusal('bad_signature'))
})

test('checkKind requires exp, id and type, in this order', () => {
  const without = (...names: string[]) =>
    Object.fromEntries(Object.entries(whole).filter(([name]) => !names.includes(name)))
  assert.equal(kindOf(whole).exp, whole.exp)
  const cases: readonly (readonly [object, string, string])[] = [
    [without('exp', 'jti', 'token_type'), 'missing_time', "Token has no 'exp' claim"],
    [without('jti', 'token_type'), 'missing_id', 'Token has no id'],
    [without('token_type'), 'missing_type', 'Token has no type'],
    [{ ...whole, token_type: 'refresh' }, 'wrong_type', 'Token has wrong type'],
    [{ ...whole, token_type: 'Access' }, 'wrong_type', 'Token has wrong type'],
    [{ ...whole, token_type: null }, 'wrong_type', 'Token has wrong type'],
    [{ ...whole, token_type: ['access'] }, 'wrong_type', 'Token has wrong type'],
  ]
  for (const [claims, reason, title] of cases) {
    assert.throws(() => kindOf(claims as Record<string, unknown>), refusal(reason, title))
  }
  assert.throws(() => kindOf(whole, refreshToken), refusal('wrong_type', 'Token has wrong type'))
})

test('an untyped token may have any type or none, and still needs exp and an id', () => {
  const { token_type: _, ...bare } = whole
  assert.ok(kindOf(bare, untypedToken))
  assert.ok(kindOf(whole, untypedToken))
  const { jti: __, ...nameless } = whole
  assert.throws(() => kindOf(nameless, untypedToken), refusal('missing_id', 'Token has no id'))
})

test('claims whose configured name is null are not required', () => {
  const { token_type: _, jti: __, ...bare } = whole
  assert.ok(kindOf(bare, accessToken, { jtiClaim: null, tokenTypeClaim: null }))
})

test('a claim on the prototype counts as absent', () => {
  const settings = { jtiClaim: 'constructor', tokenTypeClaim: 'toString' }
  assert.throws(() => kindOf(whole, accessToken, settings), refusal('missing_id', 'Token has no id'))
})

test('tokenIdOf reads the configured claim and no other', () => {
  const settings = createNeeds({ jtiClaim: 'id' }).settings
  assert.equal(tokenIdOf(settings, { jti: 'a', id: 'b' } as Claims), 'b')
  assert.equal(tokenIdOf(settings, { jti: 'a' }), undefined)
  assert.equal(tokenIdOf({ ...settings, jtiClaim: null }, { jti: 'a' }), undefined)
})

test('checkExp refuses a time that is absent, passed or not a number', () => {
  const needs = createNeeds()
  const check = (claims: object) => checkExp(needs, claims as Claims, 'refresh_exp')
  check({ refresh_exp: noon + 1 })
  assert.throws(() => check({}), refusal('missing_time', "Token has no 'refresh_exp' claim"))
  assert.throws(() => check({ refresh_exp: noon }), refusal('expired', "Token 'refresh_exp' claim has expired"))
  assert.throws(() => check({ refresh_exp: `${noon + 1}` }), refusal('bad_time'))
})
