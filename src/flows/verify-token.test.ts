import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localKeyOf, mintNow } from '../testing/mint-now.ts'
import { createTestAuth, type TestAuth } from '../testing/test-auth.ts'
import { encodeCompact, openCompact } from '../tokens/codec.ts'
import { defineToken } from '../tokens/define-token.ts'
import { verifyToken } from './verify-token.ts'

const email = 'alice@example.com'

const verify = async (auth: TestAuth, token: string) => {
  const { status, json } = await auth.request('POST', '/api/auth/token/verify/', { json: { token } })
  return [status, json]
}

const good = [200, {}]
const dead = [401, { detail: 'Token is blacklisted', code: 'token_not_valid' }]
const deadInSimpleJwt = [400, { non_field_errors: ['Token is blacklisted'] }]

test('tokens of both kinds are good, until the session ends', async () => {
  const auth = await createTestAuth()
  const pair = await auth.register(email)
  for (const token of [pair.access, pair.refresh]) assert.deepEqual(await verify(auth, token), good)
  await auth.logout(pair)
  for (const token of [pair.access, pair.refresh]) assert.deepEqual(await verify(auth, token), dead)
})

test('a replaced refresh token is good while it would be forgiven, and asking ends no session', async () => {
  const auth = await createTestAuth()
  const first = await auth.register(email)
  const second = (await auth.refresh(first.refresh)).json
  assert.deepEqual(await verify(auth, first.refresh), good)
  auth.clock.advance(10_001)
  assert.deepEqual(await verify(auth, first.refresh), dead)
  assert.deepEqual(await verify(auth, second.refresh), good)
})

test('as SimpleJWT has it, a spent refresh token is 400 and an access token lives after logout', async () => {
  const auth = await createTestAuth({ compat: 'simplejwt', rotateRefreshTokens: true, blacklistAfterRotation: true })
  const pair = await auth.register(email)
  await auth.logout(pair)
  assert.deepEqual(await verify(auth, pair.access), good)
  assert.deepEqual(await verify(auth, pair.refresh), deadInSimpleJwt)
})

test('as SimpleJWT has it, a token of any kind that shares a spent id is 400', async () => {
  const auth = await createTestAuth({ compat: 'simplejwt', rotateRefreshTokens: true, blacklistAfterRotation: true })
  const pair = await auth.register(email)
  const invite = defineToken({ name: 'InviteToken', type: 'invite', lifetime: '24h' })
  const { claims: spent } = openCompact(pair.refresh, auth.system.keyring)
  const sharing = ['access', 'sliding', 'invite'].map(type => {
    const { claims } = mintNow(auth.system, invite, { userId: 1 })
    return encodeCompact({ ...claims, token_type: type, jti: String(spent.jti) }, localKeyOf(auth.system.keyring))
  })
  for (const token of sharing) assert.deepEqual(await verify(auth, token), good)
  await auth.logout(pair)
  for (const token of sharing) assert.deepEqual(await verify(auth, token), deadInSimpleJwt)
})

test('as SimpleJWT has it, nothing is looked up where rotation does not blacklist', async () => {
  const auth = await createTestAuth({ compat: 'simplejwt' })
  const pair = await auth.register(email)
  await auth.logout(pair)
  assert.deepEqual(await verify(auth, pair.refresh), good)
})

test('an expired token and a forged one are 401', async () => {
  const auth = await createTestAuth()
  const { access } = await auth.register(email)
  assert.equal((await verify(auth, `${access}x`))[0], 401)
  auth.clock.advance(15 * 60_000)
  assert.deepEqual(await verify(auth, access), [401, { detail: 'Token is expired', code: 'token_not_valid' }])
})

test('a token of a custom kind is good until it is spent', async () => {
  const auth = await createTestAuth()
  await auth.register(email)
  const invite = defineToken({ name: 'InviteToken', type: 'invite', lifetime: '24h' })
  const { text, claims, jti, iat, exp } = mintNow(auth.system, invite, { userId: 1, claims: { team: 'blue' } })
  assert.deepEqual(await verifyToken(auth.system, text, invite), claims)
  await auth.store.sessions.spend({ jti, iat, exp })
  await assert.rejects(verifyToken(auth.system, text, invite), { code: 'token_not_valid', reason: 'revoked' })
  assert.deepEqual(await verify(auth, text), dead)
})
