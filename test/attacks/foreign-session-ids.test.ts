/**
 * Tokens of other issuers carry a `sid` too (OpenID Connect writes one). Taken for a session of ours, it would keep such a
 * token out of reach: of the user's row, of "log out everywhere", of a deactivation. And it must end no session here.
 */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Endpoint } from '../../src/http/endpoints/endpoint.ts'
import { generateKeyPair } from '../../src/keys/generate.ts'
import { isAuthenticated } from '../../src/permissions/built-in.ts'
import { mintNow } from '../../src/testing/mint-now.ts'
import { servePublishedKeys } from '../../src/testing/published-keys.ts'
import { createTestAuth, type TestAuth } from '../../src/testing/test-auth.ts'
import { accessToken } from '../../src/tokens/access.ts'
import type { TokenKind } from '../../src/tokens/define-token.ts'
import { refreshToken } from '../../src/tokens/refresh.ts'

const foreignSid = '8b1f5c0e-7e0a-4f3c-9d53-0f3f6d2f2a11'
const minute = 60_000

/** Needs a caller and does not read the user's row. */
const whoami: Endpoint = {
  name: 'Who Am I',
  description: '',
  paths: ['/whoami/'],
  authentication: 'any',
  permissions: [isAuthenticated],
  methods: {
    GET: { summary: '', fails: [], handle: async (_, call) => ({ status: 200, body: { id: call.principal?.id } }) },
  },
}

interface Issuer {
  readonly auth: TestAuth
  sign(userId: number, sid?: string, kind?: TokenKind): string
}

const issuers = {
  'a shared secret': async (): Promise<Issuer> => {
    const auth = await createTestAuth({ accessTokenLifetime: '1h' }, { endpoints: [whoami] })
    return { auth, sign: (userId, sid, kind = accessToken) => mintNow(auth.system, kind, { userId, sid }).text }
  },
  jwkUrl: async (t: TestContext): Promise<Issuer> => {
    const published = await servePublishedKeys(t)
    const key = published.publish()
    const config = {
      algorithm: 'ES256',
      signingKey: generateKeyPair('ES256').privatePem,
      jwkUrl: published.url,
      issuer: 'https://id.example.com',
      audience: 'app',
      accessTokenLifetime: '1h',
    } as const
    const auth = await createTestAuth(config, { endpoints: [whoami] })
    return { auth, sign: (userId, sid, kind = accessToken) => key.sign(auth.system, kind, { userId, sid }) }
  },
} as const

const visit = async (auth: TestAuth, token: string) => (await auth.request('GET', '/whoami/', { token })).status

for (const [name, begin] of Object.entries(issuers)) {
  test(`${name}: a foreign sid opens nothing for a user who does not exist`, async t => {
    const { auth, sign } = await begin(t)
    assert.equal(await visit(auth, sign(999)), 401)
    assert.equal(await visit(auth, sign(999, foreignSid)), 401)
  })

  test(`${name}: a foreign sid does not outlive the end of all sessions, nor a deactivation or a deletion`, async t => {
    for (const event of ['endAll', 'deactivate', 'delete'] as const) {
      const { auth, sign } = await begin(t)
      await auth.register('alice@example.com')
      auth.clock.advance(1000)
      const token = sign(1, foreignSid)
      assert.equal(await visit(auth, token), 200)
      const now = auth.clock.now()
      if (event === 'endAll') await auth.store.sessions.endAll(1, 'ended_by_user', now)
      if (event === 'deactivate') await auth.store.directory.setFlags(1, { isActive: false }, now)
      if (event === 'delete') await auth.store.directory.delete(1, now)
      await auth.system.revocations.catchUp()
      assert.equal(await visit(auth, token), 401, event)
      auth.clock.advance(16 * minute)
      assert.equal(await visit(auth, token), 401, `${event}, later`)
    }
  })

  test(`${name}: another user's sid ends no session, and lists none`, async t => {
    const { auth, sign } = await begin(t)
    const bob = await auth.register('bob@example.com')
    await auth.register('carol@example.com')
    auth.clock.advance(1000)
    const [session] = await auth.store.sessions.listLive(1, auth.clock.now())
    const sid = session?.id ?? ''
    const [access, refresh] = [sign(2, sid), sign(2, sid, refreshToken)]
    for (const cookie of [`access_token=${access}`, `refresh_token=${refresh}`]) {
      await auth.request('POST', '/api/auth/cookie/logout/', { headers: { cookie, 'sec-fetch-site': 'same-origin' } })
    }
    await auth.request('POST', '/api/auth/token/blacklist/', { json: { refresh } })
    await auth.request('POST', '/api/auth/logout/', { token: access, json: { refresh } })
    await auth.request('DELETE', '/api/auth/sessions/others/', { token: access })
    await auth.request('DELETE', `/api/auth/sessions/${sid}/`, { token: access })
    await auth.refresh(refresh)
    assert.equal((await auth.store.sessions.find(sid))?.endedAt, null)
    if (name !== 'jwkUrl') assert.equal((await auth.refresh(bob.refresh)).status, 200)
  })

  test(`${name}: a logout with a foreign sid spends what was presented`, async t => {
    const { auth, sign } = await begin(t)
    await auth.register('alice@example.com')
    auth.clock.advance(1000)
    const pair = { access: sign(1, foreignSid), refresh: sign(1, foreignSid, refreshToken) }
    assert.equal((await auth.logout(pair)).status, 200)
    assert.equal(await visit(auth, pair.access), 401)
    for (const token of [pair.access, pair.refresh]) {
      assert.equal((await auth.request('POST', '/api/auth/token/verify/', { json: { token } })).status, 401)
    }
    assert.equal((await auth.refresh(pair.refresh)).status, 401)
  })

  test(`${name}: a password change with keepCurrentSession keeps no token of a foreign session`, async t => {
    const { auth, sign } = await begin(t)
    await auth.register('alice@example.com')
    auth.clock.advance(1000)
    const token = sign(1, foreignSid)
    assert.equal((await auth.changePassword(token, 'AnotherPass456!')).status, 200)
    assert.equal(await visit(auth, token), 401)
  })
}

test('a foreign refresh token with a sid of its own is adopted once, into a session of ours', async t => {
  const { auth, sign } = await issuers['a shared secret']()
  t.after(() => auth.close())
  await auth.register('alice@example.com')
  auth.clock.advance(1000)
  const refresh = sign(1, foreignSid, refreshToken)
  const { status, json } = await auth.refresh(refresh)
  assert.equal(status, 200)
  const claims = JSON.parse(Buffer.from(json.access.split('.')[1], 'base64url').toString())
  assert.notEqual(claims.sid, foreignSid)
  assert.equal((await auth.store.sessions.find(claims.sid))?.userId, 1)
  assert.equal((await auth.refresh(refresh)).status, 401)
  assert.equal((await auth.refresh(json.refresh)).status, 200)
})

test('a token that comes again and again is looked up twice, and not at every request', async () => {
  const auth = await createTestAuth({}, { endpoints: [whoami] })
  const { access } = await auth.register('alice@example.com')
  // Tokens of a shared secret are remembered when they come again.
  for (let request = 0; request < 2; request += 1) assert.equal(await visit(auth, access), 200)
  auth.store.database.exec('ALTER TABLE sessions RENAME TO hidden_sessions')
  for (let request = 0; request < 5; request += 1) assert.equal(await visit(auth, access), 200)
})
