import assert from 'node:assert/strict'
import { test } from 'node:test'
import { userMarkLength } from '../../../sessions/feed-wire.ts'
import { ConfigurationError } from '../../../settings/configuration-error.ts'
import { resolveSettings } from '../../../settings.ts'
import { createTestAuth } from '../../../testing/test-auth.ts'
import { ask, askSince, countOf, createFeedAuth, feedToken, has, sidOf } from './feed-client.ts'

test('weak secrets of the feed are refused at the start, and no message holds one', () => {
  for (const weak of [
    'brief',
    'a'.repeat(40),
    'your-secret-key-your-secret-key-your',
    'with a blank in it, of many letters',
    '',
  ]) {
    for (const given of [weak, [feedToken, weak]]) {
      assert.throws(
        () => resolveSettings([{ source: 'test', values: { secretKey: feedToken, revocationFeedTokens: given } }]),
        (error: unknown) =>
          error instanceof ConfigurationError &&
          error.faults.length === 1 &&
          error.faults[0]?.setting === 'revocationFeedTokens' &&
          (weak === '' || !error.message.includes(weak)),
        weak,
      )
    }
  }
  const twice = { secretKey: feedToken, revocationFeedTokens: [feedToken, feedToken] }
  assert.throws(() => resolveSettings([{ source: 'test', values: twice }]), ConfigurationError)
})

test('where a logout leaves access tokens valid, as in SimpleJWT, it is not sent; keys are', async () => {
  for (const config of [{ compat: 'simplejwt' }, { revokeAccessTokens: false }] as const) {
    const auth = await createFeedAuth(config)
    await auth.register('alice@example.com')
    const pair = await auth.login('alice@example.com')
    const { cursor } = await ask(auth)
    await auth.logout(pair)
    const news = await askSince(auth, cursor)
    assert.deepEqual([countOf(news), news.keys], [0, [null]])
  }
})

test('below a base path the feed is there too', async () => {
  const auth = await createFeedAuth({ basePath: '/auth' })
  assert.equal((await ask(auth, '', '/auth/api/auth/revocations/')).v, 1)
})

test('keys are named by kid, and with published keys of another issuer none is', async () => {
  const named = await createFeedAuth({ keyId: '2026-11' })
  // Tokens without a kid are taken by a single key.
  assert.deepEqual((await ask(named)).keys, ['2026-11', null])
  const remote = await createFeedAuth({
    jwkUrl: 'https://issuer.example.com/jwks.json',
    algorithm: 'ES256',
    signingKey: (await import('../../../keys/generate.ts')).generateKeyPair('ES256').privatePem,
    issuer: 'https://issuer.example.com',
    audience: 'here',
  })
  const line = await ask(remote)
  assert.deepEqual([line.keys, line.sessions], [undefined, false])
})

test('where tokens name users by another field, the end of all names the account', async () => {
  const auth = await createFeedAuth({ userIdField: 'email', userIdClaim: 'email' })
  const pair = await auth.register('alice@example.com')
  const { cursor } = await ask(auth)
  await auth.store.sessions.endAll(1, 'ended_by_user', auth.clock.now())
  const news = await askSince(auth, cursor)
  assert.equal(has(news, 'sid', sidOf(pair.access)), true)
  assert.equal(has(news, 'user-before', '1'), false)
  assert.equal(Object.values(news.user ?? {}).join('').length, userMarkLength)
})

test('a feed token is no way into the API, and throttles do not count the feed', async () => {
  const auth = await createTestAuth({ revocationFeedTokens: [feedToken], throttling: true, anonRate: '1/day' })
  for (let round = 0; round < 5; round += 1) await ask(auth)
  assert.equal((await auth.request('GET', '/api/auth/profile/', { token: feedToken })).status, 401)
})
