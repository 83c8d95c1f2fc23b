import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createNeeds, noon } from '../../test/vectors/needs.ts'
import { accessToken } from './access.ts'
import { checkKind, readToken } from './claims.ts'
import { defineToken } from './define-token.ts'
import { mintToken } from './mint.ts'
import { refreshToken } from './refresh.ts'
import { slidingToken } from './sliding.ts'

test('claims come in the order of SimpleJWT, sid last of our own, then aud and iss', () => {
  const needs = createNeeds({ audience: ['a', 'b'], issuer: ['https://one.example', 'https://two.example'] })
  const claims = { hash_password: 'ABC', role: 'admin' }
  const minted = mintToken(needs, slidingToken, { userId: 7, claims, sid: 's1' })
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

test('a pair counts from one instant, and its fraction is cut off', () => {
  const needs = createNeeds()
  const now = noon * 1000 + 999
  const access = mintToken(needs, accessToken, { userId: 1, now })
  const refresh = mintToken(needs, refreshToken, { userId: 1, now })
  assert.deepEqual([access.iat, access.exp, refresh.iat, refresh.exp], [noon, noon + 300, noon, noon + 86_400])
  assert.notEqual(access.jti, refresh.jti)
})

test('every kind reads as itself', () => {
  const needs = createNeeds({ audience: 'a', issuer: 'i' })
  for (const kind of [accessToken, refreshToken, slidingToken]) {
    const { text, jti } = mintToken(needs, kind, { userId: 1 })
    assert.equal(checkKind(needs, readToken(needs, text), kind).jti, jti)
  }
})

test('claims of your own never override those that a token is judged by', () => {
  const needs = createNeeds()
  const reserved = ['exp', 'iat', 'jti', 'sid', 'aud', 'iss', 'token_type', 'user_id', 'refresh_exp']
  for (const name of reserved) {
    const mint = () => mintToken(needs, accessToken, { userId: 1, claims: { [name]: 'x' } })
    assert.throws(mint, { name: 'TypeError', message: new RegExp(`"${name}"`) })
  }
})

test('claims can have other names, or none', () => {
  const named = createNeeds({ userIdClaim: 'sub', jtiClaim: 'id', tokenTypeClaim: 'kind' })
  const { claims } = mintToken(named, accessToken, { userId: 'u-1' })
  assert.deepEqual(Object.keys(claims), ['kind', 'exp', 'iat', 'id', 'sub'])
  const bare = createNeeds({ jtiClaim: null, tokenTypeClaim: null })
  assert.deepEqual(Object.keys(mintToken(bare, accessToken, { userId: 1 }).claims), ['exp', 'iat', 'user_id'])
})

test('a kind of your own is three lines', () => {
  const needs = createNeeds()
  const emailVerification = defineToken({ name: 'EmailVerificationToken', type: 'email_verification', lifetime: '24h' })
  const { text, exp } = mintToken(needs, emailVerification, { userId: 1 })
  assert.equal(exp, noon + 86_400)
  assert.equal(checkKind(needs, readToken(needs, text), emailVerification).token_type, 'email_verification')
  assert.ok(Object.isFrozen(emailVerification))
})

test('a kind without type or lifetime is none', () => {
  for (const definition of [{ type: 'a' }, { lifetime: 1 }, { type: '', lifetime: 1 }, { type: 'a', lifetime: null }]) {
    assert.throws(() => defineToken({ name: 'T', ...definition } as never), {
      message: 'Cannot create token with no type or lifetime',
    })
  }
  for (const lifetime of ['soon', -1, Number.NaN, '']) {
    assert.throws(() => defineToken({ name: 'T', type: 'a', lifetime }), /no duration/)
  }
})
