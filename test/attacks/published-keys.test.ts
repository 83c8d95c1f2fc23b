/**
 * Keys that an identity provider publishes (`jwkUrl`): it signs for many applications, by algorithms of its choice, and
 * withdraws a key when it was stolen. (Confused deputy, algorithm confusion, use of a compromised key.)
 */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { generateKeyPair } from '../../src/keys/generate.ts'
import { servePublishedKeys } from '../../src/testing/published-keys.ts'
import { createTestAuth } from '../../src/testing/test-auth.ts'
import { accessToken } from '../../src/tokens/access.ts'

const minute = 60_000
const year = 365 * 24 * 60 * minute

async function begin(t: TestContext) {
  const published = await servePublishedKeys(t)
  const key = published.publish()
  const auth = await createTestAuth({
    algorithm: 'ES256',
    signingKey: generateKeyPair('ES256').privatePem,
    jwkUrl: published.url,
    issuer: 'https://id.example.com',
    audience: 'app',
  })
  await auth.register('alice@example.com')
  auth.clock.advance(1000)
  const seconds = Math.floor(auth.clock.now() / 1000)
  const stamp = { jti: 'forged once', iat: seconds, exp: seconds + 10 * 365 * 86_400 }
  const forEver = () => key.sign(auth.system, accessToken, { userId: 1, stamp })
  return { auth, published, key, forEver }
}

test('a remembered token of a withdrawn key is refused as soon as the withdrawal is known', async t => {
  const { auth, published, key, forEver } = await begin(t)
  const token = forEver()
  assert.equal((await auth.visit(token)).status, 200)
  published.keys = published.keys.filter(({ kid }) => kid !== key.jwk.kid)
  published.publish()
  auth.clock.advance(6 * minute)
  for (const later of [0, year]) {
    auth.clock.advance(later)
    assert.equal((await auth.visit(token)).status, 401)
    assert.equal((await auth.visit(forEver())).status, 401)
  }
})

test('when every key was withdrawn, none is left', async t => {
  const { auth, published, forEver } = await begin(t)
  const token = forEver()
  assert.equal((await auth.visit(token)).status, 200)
  published.keys = []
  auth.clock.advance(6 * minute)
  assert.equal((await auth.visit(token)).status, 401)
})

test('a key for another algorithm than the one of the settings signs nothing for us', async t => {
  const { auth, published } = await begin(t)
  const other = published.publish('RS256')
  const same = published.publish('ES256')
  assert.equal((await auth.visit(same.sign(auth.system, accessToken, { userId: 1 }))).status, 200)
  const foreign = () => auth.visit(other.sign(auth.system, accessToken, { userId: 1 }))
  // As far as is known, it could have been published since.
  assert.equal((await foreign()).status, 503)
  auth.clock.advance(30_000)
  assert.equal((await foreign()).status, 401)
})

test('a token that the provider signed for another application, or as another issuer, opens nothing', async t => {
  const { auth, key } = await begin(t)
  const as = (claims: object) => {
    const system = { ...auth.system, settings: { ...auth.system.settings, ...claims } }
    return key.sign(system, accessToken, { userId: 1 })
  }
  assert.equal((await auth.visit(as({}))).status, 200)
  assert.equal((await auth.visit(as({ audience: 'some-other-app' }))).status, 401)
  assert.equal((await auth.visit(as({ issuer: 'https://tenant.example' }))).status, 401)
})

test('a provider’s clock that is half a minute off refuses no token, and one that is further off does', async t => {
  const { auth, key } = await begin(t)
  const now = Math.floor(auth.clock.now() / 1000)
  const visitAt = (iat: number, exp: number) => {
    const stamp = { jti: `${iat}-${exp}`, iat, exp }
    return auth.visit(key.sign(auth.system, accessToken, { userId: 1, stamp }))
  }
  assert.equal((await visitAt(now + 30, now + 300)).status, 200)
  assert.equal((await visitAt(now - 300, now - 29)).status, 200)
  assert.equal((await visitAt(now - 300, now - 31)).status, 401)
})

test('while the publisher has not answered yet, a token is not called invalid: 503 and when to try again', async t => {
  const { auth, published, forEver } = await begin(t)
  published.keys = 'out of order' as unknown as typeof published.keys
  const reply = await auth.visit(forEver())
  assert.deepEqual([reply.status, reply.headers.get('latchkey-code')], [503, 'keys_unavailable'])
  assert.equal(reply.headers.get('retry-after'), '5')
  assert.deepEqual(auth.reasonsOf('keys.unavailable'), ['no_jwk_set'])
})
