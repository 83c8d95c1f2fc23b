import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Config } from '../../settings/settings.ts'
import { createTestAuth } from '../../testing/test-auth.ts'

const listed = 'https://app.example.com'
const foreign = 'https://evil.example'
const cors = { corsAllowedOrigins: [listed] } as const satisfies Config
const preflight = { 'access-control-request-method': 'POST' }

async function ask(config: Config, origin: string | undefined, method = 'GET', headers = {}) {
  const auth = await createTestAuth(config)
  const sent = origin === undefined ? headers : { ...headers, origin }
  return await auth.request(method, '/api/auth/profile/', { headers: sent })
}

const allowHeaders = (headers: Headers) =>
  [...headers].filter(([name]) => name.startsWith('access-control-')).map(([name]) => name)

test('without a list no answer says anything of origins', async () => {
  for (const method of ['GET', 'OPTIONS']) {
    const { headers } = await ask({}, listed, method, preflight)
    assert.deepEqual(allowHeaders(headers), [])
    assert.equal(headers.get('vary'), 'Accept')
  }
})

test('a listed origin may read, refusals too; credentials are a second word', async () => {
  const plain = await ask(cors, listed)
  assert.equal(plain.status, 401)
  assert.equal(plain.headers.get('access-control-allow-origin'), listed)
  assert.equal(plain.headers.get('access-control-allow-credentials'), null)
  assert.equal(plain.headers.get('vary'), 'Accept, origin')
  const trusting = await ask({ ...cors, corsAllowCredentials: true }, listed)
  assert.equal(trusting.headers.get('access-control-allow-credentials'), 'true')
})

test('the web view of an app may read by its origin, and no other app, nor null', async () => {
  const config = { corsAllowedOrigins: ['capacitor://localhost', 'https://tauri.localhost'] }
  for (const [origin, expected] of [
    ['capacitor://localhost', 'capacitor://localhost'],
    ['https://tauri.localhost', 'https://tauri.localhost'],
    ['ionic://localhost', null],
    ['null', null],
  ] as const) {
    const { headers } = await ask(config, origin)
    assert.equal(headers.get('access-control-allow-origin'), expected, origin)
  }
})

test('an origin that is not on the list is never repeated, nor given credentials', async () => {
  for (const origin of [
    foreign,
    `${listed}:8443`,
    'http://app.example.com',
    'https://app.example.com.evil.example',
    'null',
    '*',
  ]) {
    for (const method of ['GET', 'OPTIONS']) {
      const { headers, text } = await ask({ ...cors, corsAllowCredentials: true }, origin, method, preflight)
      assert.deepEqual(allowHeaders(headers), [], origin)
      assert.ok(![...headers].some(([, value]) => value === origin), origin)
      assert.ok(!text.includes('evil'))
    }
  }
})

test('every answer says to caches that it depends on the origin', async () => {
  for (const origin of [undefined, listed, foreign]) {
    assert.match((await ask(cors, origin)).headers.get('vary') ?? '', /\borigin$/)
    assert.match((await ask(cors, origin, 'OPTIONS', preflight)).headers.get('vary') ?? '', /\borigin$/)
  }
})

test('a preflight of a listed origin gets the methods, the headers and how long to remember them', async () => {
  const { status, headers, text } = await ask(cors, listed, 'OPTIONS', preflight)
  assert.deepEqual([status, text], [200, ''])
  assert.equal(headers.get('access-control-allow-methods'), 'DELETE, GET, OPTIONS, PATCH, POST, PUT')
  assert.match(headers.get('access-control-allow-headers') ?? '', /authorization, content-type/)
  assert.equal(headers.get('access-control-max-age'), '86400')
})

test('OPTIONS that names no method is the answer of the endpoint, and says as much of origins as a preflight', async () => {
  const { status, headers, json } = await ask(cors, listed, 'OPTIONS')
  assert.equal(status, 401)
  assert.ok(json.detail)
  assert.equal(headers.get('access-control-allow-methods'), 'DELETE, GET, OPTIONS, PATCH, POST, PUT')
  assert.match(headers.get('access-control-allow-headers') ?? '', /authorization, content-type/)
  assert.equal(headers.get('access-control-max-age'), '86400')
  assert.deepEqual(allowHeaders((await ask(cors, foreign, 'OPTIONS')).headers), [])
  assert.equal((await ask(cors, listed)).headers.get('access-control-allow-headers'), null)
})

test('a listed origin may read, and is not trusted with the cookies by that', async () => {
  const auth = await createTestAuth({ ...cors, corsAllowCredentials: true })
  const headers = { origin: listed, 'sec-fetch-site': 'cross-site' }
  const login = await auth.request('POST', '/api/auth/cookie/login/', { json: {}, headers })
  assert.equal(login.status, 403)
})

test('an own header of the client may be allowed by name', async () => {
  const { headers } = await ask({ ...cors, corsAllowHeaders: ['x-tenant'] }, listed, 'OPTIONS', preflight)
  assert.equal(headers.get('access-control-allow-headers'), 'x-tenant')
})
