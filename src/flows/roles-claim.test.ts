/** The claim of roles: as of the login and of each refresh, of the configuration's roles alone, and believed by no endpoint here. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { apiKeyAuthentication } from '../features/api-keys/api-key-authentication.ts'
import { createUserApiKey } from '../features/api-keys/flows/admin/manage-user-api-keys.ts'
import { tokenAuthentication } from '../http/authorize/token-authentication.ts'
import { defineEndpoint } from '../http/endpoints/define-endpoint.ts'
import { requirePrincipal } from '../http/endpoints/endpoint.ts'
import { generateKeyPair } from '../keys/generate.ts'
import { isAuthenticated } from '../permissions/built-in.ts'
import { hasRole } from '../permissions/has-role.ts'
import type { Config } from '../settings/settings.ts'
import { mintForeignPair } from '../testing/foreign-tokens.ts'
import { servePublishedKeys } from '../testing/published-keys.ts'
import { createTestAuth, type TestAuth } from '../testing/test-auth.ts'
import { accessToken } from '../tokens/access.ts'

const roles = {
  permissions: ['blog.add_post'],
  roles: { author: ['blog.add_post'], editor: ['blog.*'] },
  rolesClaim: 'roles',
} as const satisfies Config

const claimsIn = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

const endpoints = [
  defineEndpoint({
    path: '/editors/',
    authentication: [tokenAuthentication, apiKeyAuthentication],
    permissions: [hasRole('editor')],
    GET: async call => ({ status: 200, body: { roles: await requirePrincipal(call).roles() } }),
  }),
  defineEndpoint({
    path: '/mine/',
    permissions: [isAuthenticated],
    GET: async call => ({ status: 200, body: { roles: await requirePrincipal(call).roles() } }),
  }),
]

/** Alice is an editor, and in a group that is no role. */
async function open(t: TestContext, config: Config = {}) {
  const auth = await createTestAuth({ ...roles, ...config }, { endpoints })
  t.after(() => auth.close())
  const name = config.accounts === 'username' ? { username: 'alice' } : {}
  const reply = await auth.request('POST', '/api/auth/register/', {
    json: { email: 'alice@example.com', password: 'SecurePass123!', password_confirm: 'SecurePass123!', ...name },
  })
  assert.equal(reply.status, 201, reply.text)
  const [alice] = (await auth.store.directory.list({ limit: 1 })).users
  const id = alice?.id ?? assert.fail()
  await auth.store.groups.create('Friends', 0)
  await auth.store.groups.addMember('Friends', id, 0)
  await auth.store.groups.addMember('editor', id, 0)
  return { auth, id }
}

async function logIn(auth: TestAuth, path = '/api/auth/login/') {
  const name = auth.system.settings.accounts
  const json = { [name]: name === 'email' ? 'alice@example.com' : 'alice', password: 'SecurePass123!' }
  const reply = await auth.request('POST', path, { json })
  assert.equal(reply.status, 200, reply.text)
  return reply.json
}

const variants: Readonly<Record<string, Config>> = {
  'the defaults': {},
  'names as user ids': { userIdField: 'email' },
  'accounts by user name': { accounts: 'username', userIdField: 'username' },
  'the rules of SimpleJWT': { compat: 'simplejwt' },
  'tokens that end with the password': { checkRevokeToken: true },
  'no rotation': { rotateRefreshTokens: false, blacklistAfterRotation: false },
  'claims of the application': { tokenClaims: () => ({ plan: 'gold' }), renewClaims: true },
}
for (const [what, config] of Object.entries(variants)) {
  test(`with ${what} tokens carry the roles of the login, and a refresh those of now`, async t => {
    const { auth, id } = await open(t, config)
    const pair = await logIn(auth)
    assert.deepEqual(claimsIn(pair.access).roles, ['editor'])
    assert.deepEqual(claimsIn(pair.refresh).roles, ['editor'])
    await auth.store.groups.addMember('author', id, 0)
    const both = (await auth.refresh(pair.refresh)).json
    assert.deepEqual(claimsIn(both.access).roles, ['author', 'editor'])
    for (const role of ['author', 'editor']) await auth.store.groups.removeMember(role, id, 0)
    const none = await auth.refresh(both.refresh ?? pair.refresh)
    assert.deepEqual(claimsIn(none.json.access).roles, [])
    if (config.tokenClaims !== undefined) assert.equal(claimsIn(none.json.access).plan, 'gold')
  })
}

test('sliding tokens carry them and renew them', async t => {
  const { auth, id } = await open(t, { authTokenClasses: ['access', 'sliding'] })
  const { token } = await logIn(auth, '/api/sliding/token/')
  assert.deepEqual(claimsIn(token).roles, ['editor'])
  await auth.store.groups.removeMember('editor', id, 0)
  const { json } = await auth.request('POST', '/api/sliding/token/refresh/', { json: { token } })
  assert.deepEqual(claimsIn(json.token).roles, [])
})

test('a token of another issuer gets the roles with its refresh, whatever it said', async t => {
  const { auth, id } = await open(t)
  const foreign = mintForeignPair(auth.system, Number(id))
  const { json } = await auth.refresh(foreign.refresh)
  assert.deepEqual(claimsIn(json.access).roles, ['editor'])
})

test('a role that was taken away is gone at once, though the token still says it', async t => {
  const { auth, id } = await open(t)
  const { access } = await logIn(auth)
  const visit = () => auth.request('GET', '/editors/', { token: access })
  const { status, json } = await visit()
  assert.deepEqual([status, json], [200, { roles: ['editor'] }])
  await auth.store.groups.removeMember('editor', id, 0)
  assert.equal((await visit()).status, 403)
  await auth.store.directory.setFlags(id, { isSuperuser: true }, 0)
  assert.deepEqual((await visit()).json, { roles: [] })
})

test('an API key is in the roles of its owner', async t => {
  const { auth, id } = await open(t)
  const request = { userId: id, name: 'robot', scopes: [], lifetime: null }
  const key = await createUserApiKey(auth.system, { kind: 'cli', osUser: 'root' }, request)
  assert.ok(typeof key === 'object')
  const visit = () => auth.request('GET', '/editors/', { headers: { 'x-api-key': key.text } })
  assert.equal((await visit()).status, 200)
  await auth.store.groups.removeMember('editor', id, 0)
  assert.equal((await visit()).status, 403)
})

test('with published keys the roles are those of the store, and a claim of another server opens nothing', async t => {
  const published = await servePublishedKeys(t)
  const key = published.publish()
  const { auth, id } = await open(t, {
    algorithm: 'ES256',
    signingKey: generateKeyPair('ES256').privatePem,
    jwkUrl: published.url,
    issuer: 'https://id.example.com',
    audience: 'app',
  })
  const visit = async (claims: Readonly<Record<string, unknown>>) => {
    const token = key.sign(auth.system, accessToken, { userId: Number(id), claims })
    return (await auth.request('GET', '/editors/', { token })).status
  }
  assert.equal(await visit({ roles: [] }), 200)
  await auth.store.groups.removeMember('editor', id, 0)
  assert.equal(await visit({ roles: ['editor'] }), 403)
})

test('an application cannot write the claim of roles itself', async t => {
  const { auth } = await open(t, { tokenClaims: () => ({ plan: 'gold' }) })
  assert.equal(claimsIn((await logIn(auth)).access).plan, 'gold')
  const other = await createTestAuth({ ...roles, tokenClaims: () => ({ roles: ['owner'] }) })
  t.after(() => other.close())
  const json = { email: 'bob@example.com', password: 'SecurePass123!', password_confirm: 'SecurePass123!' }
  assert.equal((await other.request('POST', '/api/auth/register/', { json })).status, 500)
})

test('without the setting no token has the claim, roles or not', async t => {
  const auth = await createTestAuth({ permissions: ['blog.add_post'], roles: { editor: ['blog.*'] } })
  t.after(() => auth.close())
  const { access } = await auth.register('alice@example.com')
  assert.equal('roles' in claimsIn(access), false)
  assert.equal('rolesClaim' in claimsIn(access), false)
})
