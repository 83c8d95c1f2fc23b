import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createNeeds, noon, refusal } from '../../test/vectors/needs.ts'
import { mintNow, signNow } from '../testing/mint-now.ts'
import type { Claims } from './claims.ts'
import { deriveAccess, renewSliding, resign, rotate } from './derive.ts'
import { readToken } from './read-token.ts'
import { refreshToken } from './refresh.ts'
import { slidingToken } from './sliding.ts'

function parentOf(needs = createNeeds({ audience: 'a', issuer: 'i' })) {
  const options = { userId: 7, claims: { hash_password: 'ABC', role: 'admin' }, sid: 's1' }
  const { text } = mintNow(needs, refreshToken, options)
  return { needs, parent: readToken(needs, text) }
}

test("a derived access token has a new type, times and id, then its parent's claims in order", () => {
  const { needs, parent } = parentOf()
  needs.wait(60)
  const { claims, text } = signNow(needs, deriveAccess(needs, parent))
  assert.deepEqual(Object.entries(claims), [
    ['token_type', 'access'],
    ['exp', noon + 360],
    ['iat', noon + 60],
    ['jti', '0'.repeat(31).concat('2')],
    ['user_id', '7'],
    ['hash_password', 'ABC'],
    ['role', 'admin'],
    ['sid', 's1'],
    ['aud', 'a'],
    ['iss', 'i'],
  ])
  assert.deepEqual(readToken(needs, text), claims)
})

test('a claim named jti is not copied when another claim is the id', () => {
  const needs = createNeeds({ jtiClaim: 'id', tokenTypeClaim: 'kind' })
  const parent = { kind: 'refresh', exp: noon + 9, iat: 1, id: 'a', jti: 'b', user_id: '7' } as Claims
  assert.deepEqual(Object.keys(deriveAccess(needs, parent).claims), ['kind', 'exp', 'iat', 'id', 'user_id'])
})

test('a rotated refresh token keeps its claims in their places', () => {
  const { needs, parent } = parentOf()
  needs.wait(60)
  const { claims, jti } = rotate(needs, parent)
  assert.deepEqual(Object.keys(claims), Object.keys(parent))
  assert.deepEqual(claims, { ...parent, jti, exp: noon + 60 + 86_400, iat: noon + 60 })
  assert.notEqual(jti, parent.jti)
})

test('a forgiven refresh returns the same successor again', () => {
  const { needs, parent } = parentOf()
  const { text, jti, iat, exp } = signNow(needs, rotate(needs, parent))
  needs.wait(5)
  assert.equal(signNow(needs, resign(needs, parent, { jti, iat, exp })).text, text)
})

test('both tokens of a pair count from the given instant', () => {
  const { needs, parent } = parentOf()
  const now = (noon + 9) * 1000
  assert.deepEqual([deriveAccess(needs, parent, { now }).iat, rotate(needs, parent, { now }).iat], [noon + 9, noon + 9])
})

test('a token of another issuer gets a sid and keeps its claims: a number stays a number', () => {
  const needs = createNeeds()
  const parent = { token_type: 'refresh', exp: noon + 9, iat: noon, jti: 'a', user_id: 7, aud: 'old' } as Claims
  const { claims } = rotate(needs, parent, { sid: 's1' })
  assert.equal(claims.sid, 's1')
  assert.equal(claims.user_id, 7)
  assert.equal(claims.aud, 'old')
  assert.equal(deriveAccess(needs, parent, { sid: 's1' }).claims.sid, 's1')
})

test('changed claims are replaced in place; reserved claims cannot be changed', () => {
  const { needs, parent } = parentOf()
  const { claims } = deriveAccess(needs, parent, { claims: { role: 'guest' } })
  assert.equal(claims.role, 'guest')
  assert.equal(Object.keys(claims).indexOf('role'), 6)
  assert.throws(() => rotate(needs, parent, { claims: { user_id: '8' } }), TypeError)
})

test('a sliding token is renewed in place until refresh_exp', () => {
  const needs = createNeeds()
  const first = mintNow(needs, slidingToken, { userId: 7 }).claims
  needs.wait(299)
  const { claims } = renewSliding(needs, first)
  assert.deepEqual(Object.entries(claims), Object.entries({ ...first, exp: noon + 599, iat: noon + 299 }))
  needs.wait(86_400 - 299)
  assert.throws(() => renewSliding(needs, claims), refusal('expired', "Token 'refresh_exp' claim has expired"))
})

test('a sliding token whose refresh_exp is absent or not a number is not renewed', () => {
  const needs = createNeeds()
  const { refresh_exp: _, ...claims } = mintNow(needs, slidingToken, { userId: 7 }).claims as Record<string, unknown>
  assert.throws(
    () => renewSliding(needs, claims as Claims),
    refusal('missing_time', "Token has no 'refresh_exp' claim"),
  )
  const text = { ...claims, refresh_exp: `${noon + 9}` } as Claims
  assert.throws(() => renewSliding(needs, text), refusal('bad_time'))
})
