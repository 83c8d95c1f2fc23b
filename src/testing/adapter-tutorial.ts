/** The way through tutorial 1 that its reader types, over HTTP: what each adapter has to answer, word for word. */
import assert from 'node:assert/strict'
import { createCookieJar } from './cookie-jar.ts'
import { testPassword } from './test-client.ts'

const email = 'reader@example.com'

interface Told {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: each step asserts the shape of its body
  readonly body: any
}

type Ask = (method: string, path: string, more?: { readonly token?: string; readonly json?: object }) => Promise<Told>

/** Registers, logs in, shows and changes the profile, refreshes, verifies, logs out; then the same by cookies. */
export async function keepTutorial(url: string): Promise<void> {
  const ask = asking(url)
  await register(ask)
  const access = await logInAndLook(ask)
  await refreshAndLogOut(ask, access)
  await useCookies(url)
}

function asking(url: string, cookie?: (path: string) => string): Ask {
  return async (method, path, { token, json } = {}) => {
    const answer = await fetch(`${url}/api/auth/${path}`, {
      method,
      headers: {
        ...(json && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(cookie && { cookie: cookie(`/api/auth/${path}`) }),
      },
      ...(json && { body: JSON.stringify(json) }),
    })
    const text = await answer.text()
    return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) }
  }
}

async function register(ask: Ask): Promise<void> {
  const person = { email, first_name: 'John', last_name: 'Doe', password: testPassword, password_confirm: testPassword }
  const registered = await ask('POST', 'register/', { json: person })
  assert.equal(registered.status, 201)
  assert.deepEqual(Object.keys(registered.body.tokens).sort(), ['access', 'refresh'])
  const again = await ask('POST', 'register/', { json: { ...person, password_confirm: 'Another1!' } })
  assert.equal(again.status, 400)
  assert.deepEqual(again.body.email, ['user with this email already exists.'])
}

async function logInAndLook(ask: Ask): Promise<string> {
  const refused = await ask('POST', 'login/', { json: { email, password: 'wrong' } })
  assert.deepEqual(
    [refused.status, refused.body],
    [401, { detail: 'No active account found with the given credentials' }],
  )
  assert.equal(refused.headers.get('www-authenticate'), 'Bearer realm="api"')
  const { body } = await ask('POST', 'login/', { json: { email, password: testPassword } })
  const token: string = body.access
  const anonymous = await ask('GET', 'profile/')
  assert.deepEqual(
    [anonymous.status, anonymous.body],
    [401, { detail: 'Authentication credentials were not provided.' }],
  )
  assert.equal((await ask('GET', 'profile/', { token })).body.email, email)
  const changed = await ask('PATCH', 'profile/', { token, json: { first_name: 'Jane' } })
  assert.deepEqual([changed.status, changed.body.first_name], [200, 'Jane'])
  assert.equal((await ask('DELETE', 'profile/', { token })).status, 405)
  return body.refresh
}

async function refreshAndLogOut(ask: Ask, refresh: string): Promise<void> {
  const { status, body } = await ask('POST', 'token/refresh/', { json: { refresh } })
  assert.deepEqual([status, Object.keys(body).sort()], [200, ['access', 'refresh']])
  const verified = await ask('POST', 'token/verify/', { json: { token: body.access } })
  assert.deepEqual([verified.status, verified.body], [200, {}])
  const left = await ask('POST', 'logout/', { token: body.access, json: { refresh: body.refresh } })
  assert.deepEqual([left.status, left.body], [200, { message: 'Successfully logged out' }])
  const spent = await ask('POST', 'token/refresh/', { json: { refresh: body.refresh } })
  assert.deepEqual([spent.status, spent.body], [401, { detail: 'Token is blacklisted', code: 'token_not_valid' }])
  const { status: after, body: told } = await ask('GET', 'profile/', { token: body.access })
  assert.deepEqual([after, told.code, told.messages?.[0]?.message], [401, 'token_not_valid', 'Token is blacklisted'])
}

async function useCookies(url: string): Promise<void> {
  const jar = createCookieJar()
  const plain = asking(url, path => jar.header(path))
  const ask: Ask = async (...asked) => {
    const told = await plain(...asked)
    jar.keep(told.headers)
    return told
  }
  const entered = await ask('POST', 'cookie/login/', { json: { email, password: testPassword } })
  assert.deepEqual([entered.status, entered.body.message], [200, 'Login successful'])
  assert.deepEqual(jar.names(), ['access_token /', 'refresh_token /api/auth/'])
  assert.equal((await ask('GET', 'profile/')).status, 200)
  const before = jar.header('/api/auth/')
  assert.equal((await ask('POST', 'cookie/refresh/')).status, 200)
  assert.notEqual(jar.header('/api/auth/'), before)
  assert.equal((await ask('POST', 'cookie/logout/')).status, 200)
  assert.deepEqual(jar.names(), [])
  assert.equal((await ask('GET', 'profile/')).status, 401)
}
