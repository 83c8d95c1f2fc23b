import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'

import { allowAny, isAuthenticated } from '../../permissions/built-in.ts'
import { problem } from '../../problems.ts'
import { mintNow } from '../../testing/mint-now.ts'
import { createTestAuth, type TestAuth } from '../../testing/test-auth.ts'
import { loginByCookie } from '../../testing/test-cookies.ts'
import { accessToken } from '../../tokens/access.ts'
import type { Principal } from '../../users/principal.ts'
import { defineEndpoint, type EndpointDefinition } from '../endpoints/define-endpoint.ts'
import type { Authenticator } from './authenticator.ts'
import { cookieAuthentication } from './cookie-authentication.ts'
import { tokenAuthentication } from './token-authentication.ts'

const email = 'alice@example.com'
const staleCookies = ['access_token=', 'access_token=garbage', 'access_token=a; access_token=b']
const crossSite = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }

type Config = Parameters<typeof createTestAuth>[0]

async function withAlice(t: TestContext, config: Config = {}, rows: Parameters<typeof row>[] = []) {
  const auth = await createTestAuth(config, { endpoints: rows.map(one => row(...one)) })
  t.after(() => auth.close())
  const { access } = await auth.register(email)
  return { auth, access, cookie: await loginByCookie(auth, email) }
}

/** A row that answers the id of its principal. */
function row(path: string, rule: Pick<EndpointDefinition, 'permissions'> & Partial<EndpointDefinition>) {
  const answer: EndpointDefinition['GET'] = call => ({ status: 200, body: { id: call.principal?.id ?? null } })
  return defineEndpoint({ ...rule, path, GET: answer, POST: answer })
}

/** Takes `X-Key: NAME` for the user with the id 1, refuses every other key, and remembers that it was asked. */
function keyAuthentication(asked: string[] = []): Authenticator {
  return {
    name: 'KeyAuthentication',
    isChallenge: false,
    async authenticate(_, incoming) {
      asked.push('key')
      const key = incoming.header('x-key')
      if (key === undefined) return undefined
      if (key !== 'good') throw problem('authentication_failed')
      return { id: 1, claims: {} } as unknown as Principal
    },
  }
}

const profile = (auth: TestAuth, headers: Record<string, string>, token?: string) =>
  auth.request('GET', '/api/auth/profile/', { headers, token })

async function visit(auth: TestAuth, path: string, headers: Record<string, string> = {}, token?: string) {
  const { status, json } = await auth.request('GET', path, { headers, token })
  return [status, json.id ?? json.code ?? null]
}

test('authenticators are asked in order, and the first that finds its credentials decides', async t => {
  const asked: string[] = []
  const byKey = keyAuthentication(asked)
  const { auth, access } = await withAlice(t, {}, [
    ['/token-first/', { authentication: [tokenAuthentication, byKey], permissions: [isAuthenticated] }],
    ['/key-first/', { authentication: [byKey, tokenAuthentication], permissions: [isAuthenticated] }],
  ])
  assert.deepEqual(await visit(auth, '/token-first/', { 'x-key': 'wrong' }, access), [200, 1])
  assert.deepEqual(await visit(auth, '/token-first/', { 'x-key': 'good' }, 'garbage'), [401, 'token_not_valid'])
  assert.deepEqual(asked, [])
  assert.deepEqual(await visit(auth, '/key-first/', { 'x-key': 'good' }, 'garbage'), [200, 1])
  assert.deepEqual(await visit(auth, '/key-first/', {}, access), [200, 1])
})

test('the header decides where a cookie came with it, valid or not', async t => {
  const { auth, cookie } = await withAlice(t)
  const bob = await auth.register('bob@example.com')
  assert.equal((await profile(auth, { cookie }, bob.access)).json.email, 'bob@example.com')
  assert.equal((await profile(auth, { cookie }, 'garbage')).status, 401)
  assert.equal((await profile(auth, { cookie, authorization: 'Basic YTpi' })).json.email, email)
})

test('`cookie_first` and a list of both in that order let the cookie decide', async t => {
  const authentication = [cookieAuthentication, tokenAuthentication]
  const { auth, cookie } = await withAlice(t, {}, [
    ['/preset/', { authentication: 'cookie_first', permissions: [isAuthenticated] }],
    ['/list/', { authentication, permissions: [isAuthenticated] }],
  ])
  const bob = await auth.register('bob@example.com')
  for (const path of ['/preset/', '/list/']) {
    assert.deepEqual(await visit(auth, path, { cookie }, bob.access), [200, 1])
    assert.deepEqual(await visit(auth, path, {}, bob.access), [200, 2])
  }
})

test('the access cookie opens what a bearer token opens, for reads and writes', async t => {
  const { auth, cookie } = await withAlice(t)
  assert.equal((await profile(auth, { cookie })).json.email, email)
  const patched = await auth.request('PATCH', '/api/auth/profile/', { json: { first_name: 'A' }, headers: { cookie } })
  assert.equal(patched.json.first_name, 'A')
})

test('tutorial 1’s cookie opens the cookie endpoints only, by setting', async t => {
  const { auth, cookie } = await withAlice(t, { accessCookieOpens: 'cookie-endpoints' })
  assert.equal((await profile(auth, { cookie })).status, 401)
})

test('a refresh token in the access cookie opens nothing', async t => {
  const { auth } = await withAlice(t)
  const { refresh } = await auth.login(email)
  assert.equal((await profile(auth, { cookie: `access_token=${refresh}` })).status, 401)
})

test('a stale cookie is anonymous where that is allowed, and a 401 that says why elsewhere', async t => {
  const { auth, cookie } = await withAlice(t, {}, [
    ['/open/', { permissions: [allowAny] }],
    ['/closed/', { permissions: [isAuthenticated] }],
  ])
  auth.clock.advance(3_600_000)
  for (const stale of [cookie, ...staleCookies]) {
    assert.deepEqual(await visit(auth, '/open/', { cookie: stale }), [200, null], stale)
    assert.deepEqual(await visit(auth, '/closed/', { cookie: stale }), [401, 'token_not_valid'], stale)
  }
})

test('an invalid header is refused also where anonymous is allowed, unless the row ignores it', async t => {
  const { auth, access } = await withAlice(t, {}, [
    ['/open/', { permissions: [allowAny] }],
    ['/lenient/', { permissions: [allowAny], invalidCredentials: 'ignore' }],
    ['/lenient-closed/', { permissions: [isAuthenticated], invalidCredentials: 'ignore' }],
  ])
  assert.deepEqual(await visit(auth, '/open/', {}, 'garbage'), [401, 'token_not_valid'])
  assert.deepEqual(await visit(auth, '/lenient/', {}, 'garbage'), [200, null])
  assert.deepEqual(await visit(auth, '/lenient/', { authorization: 'Bearer a b' }), [200, null])
  assert.deepEqual(await visit(auth, '/lenient/', {}, access), [200, 1])
  const refused = await auth.request('GET', '/lenient-closed/', { token: 'garbage' })
  assert.deepEqual([refused.status, refused.headers.get('latchkey-code')], [401, 'not_authenticated'])
})

test('a stateless row reads no user, by preset and by list, in header and cookie', async t => {
  const permissions = [isAuthenticated]
  const { auth } = await withAlice(t, {}, [
    ['/preset/', { permissions, isStateless: true }],
    ['/list/', { permissions, isStateless: true, authentication: [tokenAuthentication, cookieAuthentication] }],
    ['/stateful/', { permissions }],
  ])
  const { text } = mintNow(auth.system, accessToken, { userId: 999 })
  for (const path of ['/preset/', '/list/']) {
    assert.deepEqual(await visit(auth, path, {}, text), [200, 999])
    assert.deepEqual(await visit(auth, path, { cookie: `access_token=${text}` }), [200, 999])
  }
  assert.deepEqual(await visit(auth, '/stateful/', {}, text), [401, 'user_not_found'])
})

test('CSRF: a cookie from another site is refused, a header token is not, whatever cookies came with it', async t => {
  const { auth, access, cookie } = await withAlice(t)
  const patch = { json: { first_name: 'A' }, headers: { cookie, ...crossSite } }
  assert.equal((await auth.request('PATCH', '/api/auth/profile/', { ...patch, token: access })).status, 200)
  assert.equal((await auth.request('PATCH', '/api/auth/profile/', patch)).status, 403)
})

test('CSRF: a request from another site is refused before it is counted', async t => {
  const { auth } = await withAlice(t, { throttling: true, loginRate: null, anonRate: '3/hour' })
  const json = { email, password: 'wrong' }
  const attempt = async (headers: Record<string, string>) =>
    (await auth.request('POST', '/api/auth/cookie/login/', { json, headers })).status
  for (let times = 0; times < 5; times += 1) assert.equal(await attempt(crossSite), 403)
  assert.equal(await attempt({}), 401)
})

test('where the first authenticator has no scheme, a 401 is a 403, as in DRF', async t => {
  const byKey = keyAuthentication()
  const { auth } = await withAlice(t, {}, [
    ['/key-only/', { authentication: [byKey], permissions: [isAuthenticated] }],
    ['/token-first/', { authentication: [tokenAuthentication, byKey], permissions: [isAuthenticated] }],
  ])
  for (const headers of [{ 'x-key': 'wrong' }, {}]) {
    const [alone, beside] = [
      await auth.request('GET', '/key-only/', { headers }),
      await auth.request('GET', '/token-first/', { headers }),
    ]
    assert.deepEqual([alone.status, alone.headers.get('www-authenticate')], [403, null])
    assert.deepEqual([beside.status, beside.headers.get('www-authenticate')], [401, 'Bearer realm="api"'])
  }
})
