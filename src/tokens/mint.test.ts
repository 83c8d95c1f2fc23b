import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createNeeds, noon } from '../../test/vectors/needs.ts'
import { mintNow } from '../testing/mint-now.ts'
import { accessToken } from './access.ts'
import { checkKind } from './claims.ts'
import { defineToken } from './define-token.ts'
import { readToken } from './read-token.ts'
import { refreshToken } from './refresh.ts'
import { slidingToken } from './sliding.ts'

test("claims are in SimpleJWT's order, then sid, then aud and iss", () => {
  const needs = createNeeds({ audience: ['a', 'b'], issuer: ['https://one.example', 'https://two.example'] })
  const claims = { hash_password: 'ABC', role: 'admin' }
  const minted = mintNow(needs, slidingToken, { userId: 7, claims, sid: 's1' })
  assert.deepEqual(Object.entries(minted.claims), [
    ['token_type', 'sliding'],
    ['exp', noon + 300],
    ['iat', noon],
    ['jti', '0'.repeat(31).concat('1')],
    ['refresh_exp', noon + 86_400],
    ['user_id', '7'],
    ['hash_password', 'ABC'],
    ['role', 'admin'],
    ['sid', 's1'],
    ['aud', ['a', 'b']],
    ['iss', 'https://one.example'],
  ])
  assert.deepEqual(readToken(needs, minted.text), minted.claims)
})

test('both tokens of a pair count from one instant, truncated to seconds', () => {
  const needs = createNeeds()
  const now = noon * 1000 + 999
  const access = mintNow(needs, accessToken, { userId: 1, now })
  const refresh = mintNow(needs, refreshToken, { userId: 1, now })
  assert.deepEqual([access.iat, access.exp, refresh.iat, refresh.exp], [noon, noon + 300, noon, noon + 86_400])
  assert.notEqual(access.jti, refresh.jti)
})

test('a minted token of every kind reads back as that kind', () => {
  const needs = createNeeds({ audience: 'a', issuer: 'i' })
  for (const kind of [accessToken, refreshToken, slidingToken]) {
    const { text, jti } = mintNow(needs, kind, { userId: 1 })
    assert.equal(checkKind(needs, readToken(needs, text), kind).jti, jti)
  }
})

test('custom claims cannot override reserved claims', () => {
  const needs = createNeeds()
  const reserved = ['exp', 'iat', 'jti', 'sid', 'aud', 'iss', 'token_type', 'user_id', 'refresh_exp']
  for (const name of reserved) {
    const mint = () => mintNow(needs, accessToken, { userId: 1, claims: { [name]: 'x' } })
    assert.throws(mint, { name: 'TypeError', message: new RegExp(`"${name}"`) })
  }
})

test('claims that make a token too long to be read are refused when it is minted', () => {
  const mint = (length: number) =>
    mintNow(createNeeds(), accessToken, { userId: 1, claims: { note: 'x'.repeat(length) } })
  assert.equal(
    checkKind(createNeeds(), readToken(createNeeds(), mint(11_000).text), accessToken).note,
    'x'.repeat(11_000),
  )
  assert.throws(() => mint(16_000), { name: 'RangeError', message: /characters; 16384 is the maximum/ })
})

test('reserved claims can be renamed or left out', () => {
  const named = createNeeds({ userIdClaim: 'sub', jtiClaim: 'id', tokenTypeClaim: 'kind' })
  const { claims } = mintNow(named, accessToken, { userId: 'u-1' })
  assert.deepEqual(Object.keys(claims), ['kind', 'exp', 'iat', 'id', 'sub'])
  const bare = createNeeds({ jtiClaim: null, tokenTypeClaim: null })
  assert.deepEqual(Object.keys(mintNow(bare, accessToken, { userId: 1 }).claims), ['exp', 'iat', 'user_id'])
})

test('a custom token kind can be minted and checked', () => {
  const needs = createNeeds()
  const emailVerification = defineToken({ name: 'EmailVerificationToken', type: 'email_verification', lifetime: '24h' })
  const { text, exp } = mintNow(needs, emailVerification, { userId: 1 })
  assert.equal(exp, noon + 86_400)
  assert.equal(checkKind(needs, readToken(needs, text), emailVerification).token_type, 'email_verification')
  assert.ok(Object.isFrozen(emailVerification))
})

test('a token kind without type or lifetime is refused', () => {
  for (const definition of [{ type: 'a' }, { lifetime: 1 }, { type: '', lifetime: 1 }, { type: 'a', lifetime: null }]) {
    assert.throws(() => defineToken({ name: 'T', ...definition } as never), {
      message: 'Cannot create token with no type or lifetime',
    })
  }
  for (const lifetime of ['soon', -1, Number.NaN, '']) {
    assert.throws(() => defineToken({ name: 'T', type: 'a', lifetime }), /not a duration/)
  }
})
