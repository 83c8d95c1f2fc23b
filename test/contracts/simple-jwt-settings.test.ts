/** The effects of SimpleJWT's settings, in SimpleJWT's spelling, as a client sees them. */
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { createAuth } from '../../src/auth.ts'
import type { Endpoint } from '../../src/http/endpoints/endpoint.ts'
import { generateKeyPair } from '../../src/keys/generate.ts'
import { createKeyring } from '../../src/keys/keyring.ts'
import { isAuthenticated } from '../../src/permissions/built-in.ts'
import { systemRandom } from '../../src/ports/defaults/random.ts'
import type { SimpleJwtConfig } from '../../src/settings/settings.ts'
import { resolveSettings } from '../../src/settings.ts'
import { openSqliteStore } from '../../src/stores/sqlite/store.ts'
import { mintNow } from '../../src/testing/mint-now.ts'
import { createTestAuth, type TestAuth } from '../../src/testing/test-auth.ts'
import { accessToken } from '../../src/tokens/access.ts'

const email = 'user@example.com'
const password = 'SecurePass123!'

async function withUser(SIMPLE_JWT: SimpleJwtConfig): Promise<TestAuth> {
  const auth = await createTestAuth({ SIMPLE_JWT })
  const body = { email, password, password_confirm: password }
  assert.equal((await auth.request('POST', '/api/auth/register/', { json: body })).status, 201)
  return auth
}

async function obtain(auth: TestAuth, path = '/api/token/') {
  const answer = await auth.request('POST', path, { json: { email, password } })
  assert.equal(answer.status, 200)
  return answer.json as Record<string, string>
}

function claimsOf(token = ''): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
}

test('USER_ID_FIELD can identify users by their login name, and USER_ID_CLAIM names the claim', async () => {
  const auth = await withUser({ USER_ID_FIELD: 'email', USER_ID_CLAIM: 'who' })
  const { access, refresh } = await obtain(auth)
  assert.equal(claimsOf(access).who, email)
  assert.equal((await auth.request('GET', '/api/auth/profile/', { token: access ?? '' })).status, 200)
  assert.equal((await auth.request('POST', '/api/token/refresh/', { json: { refresh } })).status, 200)
})

test('with USER_ID_FIELD a name in another spelling finds no user', async () => {
  const auth = await withUser({ USER_ID_FIELD: 'email' })
  const forged = mintNow(auth.system, accessToken, { userId: 'USER@example.com' })
  const answer = await auth.request('GET', '/api/auth/profile/', { token: forged.text })
  assert.deepEqual(answer.json, { detail: 'User not found', code: 'user_not_found' })
})

test('the serializer settings change the answers of the token endpoints', async () => {
  const auth = await withUser({
    TOKEN_OBTAIN_SERIALIZER: (answer, { user }) => ({ ...answer, email: user?.email }),
    TOKEN_REFRESH_SERIALIZER: (answer, { claims }) => ({ ...answer, expires: claims.exp }),
    TOKEN_VERIFY_SERIALIZER: (_, { claims }) => ({ kind: claims.token_type }),
    TOKEN_BLACKLIST_SERIALIZER: () => ({ bye: true }),
    SLIDING_TOKEN_OBTAIN_SERIALIZER: answer => ({ ...answer, sliding: 'new' }),
    SLIDING_TOKEN_REFRESH_SERIALIZER: answer => ({ ...answer, sliding: 'renewed' }),
  })
  const pair = await obtain(auth)
  assert.equal(pair.email, email)
  const next = await auth.request('POST', '/api/token/refresh/', { json: { refresh: pair.refresh } })
  const { access, refresh, expires } = next.json as Record<string, string>
  assert.equal(expires, claimsOf(access).exp)
  const verified = await auth.request('POST', '/api/token/verify/', { json: { token: access } })
  assert.deepEqual(verified.json, { kind: 'access' })
  assert.deepEqual((await auth.request('POST', '/api/token/blacklist/', { json: { refresh } })).json, { bye: true })
  const sliding = await obtain(auth, '/api/sliding/token/')
  assert.equal(sliding.sliding, 'new')
  const renewed = await auth.request('POST', '/api/sliding/token/refresh/', { json: { token: sliding.token } })
  assert.equal((renewed.json as Record<string, string>).sliding, 'renewed')
})

test('JSON_ENCODER encodes claims that JSON cannot represent', async () => {
  const auth = await createTestAuth({
    tokenClaims: () => ({ big: 12n }),
    SIMPLE_JWT: { JSON_ENCODER: (_, value) => (typeof value === 'bigint' ? value.toString() : value) },
  })
  await auth.request('POST', '/api/auth/register/', { json: { email, password, password_confirm: password } })
  assert.equal(claimsOf((await obtain(auth)).access).big, '12')
})

test('ON_LOGIN_SUCCESS runs if UPDATE_LAST_LOGIN is set, ON_LOGIN_FAILED gets masked credentials', async () => {
  const seen: unknown[] = []
  const hooks = {
    ON_LOGIN_SUCCESS: (user: { email: string }) => void seen.push(user.email),
    ON_LOGIN_FAILED: (credentials: object) => void seen.push(credentials),
  }
  const auth = await withUser({ ...hooks, UPDATE_LAST_LOGIN: true })
  await obtain(auth)
  await auth.request('POST', '/api/token/', { json: { email, password: 'wrong' } })
  assert.deepEqual(seen, [email, { email, password: '********************' }])
  const quiet = await withUser({ ...hooks, UPDATE_LAST_LOGIN: false })
  seen.length = 0
  await obtain(quiet)
  assert.deepEqual(seen, [])
})

test('AUTH_HEADER_NAME and AUTH_HEADER_TYPES set the header and the schemes of tokens', async () => {
  const auth = await withUser({ AUTH_HEADER_NAME: 'HTTP_X_ACCESS_TOKEN', AUTH_HEADER_TYPES: ['JWT', 'Bearer'] })
  const { access } = await obtain(auth)
  const headers = { 'X-Access-Token': `JWT ${access}` }
  assert.equal((await auth.request('GET', '/api/auth/profile/', { headers })).status, 200)
  const refused = await auth.request('GET', '/api/auth/profile/', { headers: { Authorization: `Bearer ${access}` } })
  assert.equal(refused.status, 401)
  assert.equal(refused.headers.get('www-authenticate'), 'JWT realm="api"')
})

test('TOKEN_USER_CLASS creates the user of a stateless endpoint, without reading a row', async () => {
  const settings = resolveSettings([
    {
      source: 'test',
      values: {
        secretKey: 'a secret that tests share, and that protects nothing at all',
        SIMPLE_JWT: { TOKEN_USER_CLASS: (claims: Record<string, unknown>) => ({ name: claims.user_id }) },
      },
    },
  ])
  const whoami = {
    name: 'Who Am I',
    description: '',
    paths: ['/whoami/'],
    authentication: 'any',
    isStateless: true,
    permissions: [isAuthenticated],
    methods: {
      GET: { summary: '', fails: [], handle: async (_, call) => ({ status: 200, body: call.principal?.tokenUser() }) },
    },
  } satisfies Endpoint
  const auth = await createAuth({ settings, store: openSqliteStore(':memory:', settings), endpoints: [whoami] })
  const token = mintNow(auth.system, accessToken, { userId: 999 })
  const outgoing = await auth.dispatch({
    method: 'GET',
    path: '/whoami/',
    query: '',
    header: name => ({ host: 'localhost', authorization: `Bearer ${token.text}` })[name],
    body: async () => new Uint8Array(),
    remoteAddress: '',
  })
  assert.deepEqual(JSON.parse(outgoing.body), { name: '999' })
})

test('JWK_URL fetches the keys that verify tokens', async t => {
  const published = generateKeyPair('RS256')
  const own = generateKeyPair('RS256')
  const server = createServer((_, response) => response.end(JSON.stringify({ keys: [published.publicJwk] })))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`
  const auth = await createTestAuth({
    SIMPLE_JWT: {
      ALGORITHM: 'RS256',
      SIGNING_KEY: own.privatePem,
      JWK_URL: url,
      ISSUER: 'any-issuer',
      AUDIENCE: 'any-audience',
    },
  })
  const keyring = createKeyring({ algorithm: 'RS256', signingKey: published.privatePem, kid: published.kid })
  const foreign = mintNow({ ...auth.system, keyring, random: systemRandom }, accessToken, { userId: 1 })
  const accepted = await auth.request('POST', '/api/token/verify/', { json: { token: foreign.text } })
  assert.equal(accepted.status, 200)
  const ownToken = mintNow(auth.system, accessToken, { userId: 1 })
  assert.equal((await auth.request('POST', '/api/token/verify/', { json: { token: ownToken.text } })).status, 401)
})
