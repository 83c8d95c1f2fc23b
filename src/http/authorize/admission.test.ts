import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allowAny } from '../../permissions/built-in.ts'
import { createTestAuth, type TestAuth } from '../../testing/test-auth.ts'
import { loginByCookie } from '../../testing/test-cookies.ts'

const email = 'alice@example.com'

async function withAlice(config: Parameters<typeof createTestAuth>[0] = {}) {
  const auth = await createTestAuth(config)
  const { access } = await auth.register(email)
  return { auth, access, cookie: await loginByCookie(auth, email) }
}

const profile = (auth: TestAuth, headers: Record<string, string>, token?: string) =>
  auth.request('GET', '/api/auth/profile/', { headers, token })

test('the access cookie opens what a bearer token opens, reading and writing', async () => {
  const { auth, cookie } = await withAlice()
  assert.equal((await profile(auth, { cookie })).json.email, email)
  assert.equal((await auth.request('GET', '/api/auth/profile/', { headers: { cookie } })).status, 200)
  const patched = await auth.request('PATCH', '/api/auth/profile/', { json: { first_name: 'A' }, headers: { cookie } })
  assert.equal(patched.json.first_name, 'A')
  const passwords = {
    old_password: 'SecurePass123!',
    new_password: 'Other-Pass-1',
    new_password_confirm: 'Other-Pass-1',
  }
  const changed = await auth.request('POST', '/api/auth/password/change/', { json: passwords, headers: { cookie } })
  assert.equal(changed.status, 200)
  assert.equal((await profile(auth, { cookie })).status, 401)
})

test('tutorial 1’s cookie opens the cookie endpoints alone, by setting', async () => {
  const { auth, cookie } = await withAlice({ accessCookieOpens: 'cookie-endpoints' })
  assert.equal((await profile(auth, { cookie })).status, 401)
})

test('the header decides where both came, right or wrong', async () => {
  const { auth, cookie } = await withAlice()
  const bob = await auth.register('bob@example.com')
  assert.equal((await profile(auth, { cookie }, bob.access)).json.email, 'bob@example.com')
  assert.equal((await profile(auth, { cookie }, 'garbage')).status, 401)
  assert.equal((await profile(auth, { cookie, authorization: 'Basic YTpi' })).json.email, email)
})

test('a header token is nobody else’s to send: the cross-site check does not ask, whatever cookies came along', async () => {
  const { auth, access, cookie } = await withAlice()
  const headers = { cookie, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
  const patch = { json: { first_name: 'A' }, headers }
  assert.equal((await auth.request('PATCH', '/api/auth/profile/', { ...patch, token: access })).status, 200)
  assert.equal((await auth.request('PATCH', '/api/auth/profile/', patch)).status, 403)
})

test('a refresh cookie in the place of the access cookie opens nothing', async () => {
  const { auth } = await withAlice()
  const { refresh } = await auth.login(email)
  assert.equal((await profile(auth, { cookie: `access_token=${refresh}` })).status, 401)
})

test('a stale cookie counts only where somebody had to be there', async () => {
  const { auth, cookie } = await withAlice()
  auth.clock.advance(3_600_000)
  const refused = await profile(auth, { cookie })
  assert.deepEqual([refused.status, refused.json.code], [401, 'token_not_valid'])
  for (const stale of [cookie, 'access_token=', 'access_token=garbage', 'access_token=a; access_token=b']) {
    const headers = { cookie: stale }
    const login = await auth.request('POST', '/api/auth/login/', {
      json: { email, password: 'SecurePass123!' },
      headers,
    })
    assert.equal(login.status, 200, stale)
  }
})

test('a guard of an application may ignore credentials that are no good, as a row may', async () => {
  const { auth, access } = await withAlice()
  const guard = auth.guard({ permissions: [allowAny], invalidCredentials: 'ignore' })
  const knock = (token: string) => {
    const header = (name: string) => (name === 'authorization' ? `Bearer ${token}` : undefined)
    const body = async () => new Uint8Array()
    return guard({ method: 'GET', path: '/', query: '', remoteAddress: '192.0.2.1', header, body })
  }
  const [known, unknown] = [await knock(access), await knock('garbage')]
  assert.ok(known.kind === 'admitted' && unknown.kind === 'admitted')
  assert.deepEqual([known.principal?.id, unknown.principal], [1, undefined])
})
