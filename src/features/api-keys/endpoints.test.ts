import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { tokenAuthentication } from '../../http/authorize/token-authentication.ts'
import { defineEndpoint } from '../../http/endpoints/define-endpoint.ts'
import { requirePrincipal } from '../../http/endpoints/endpoint.ts'
import { isAuthenticated } from '../../permissions/built-in.ts'
import { hasScope } from '../../permissions/has-scope.ts'
import { createTestAuth } from '../../testing/test-auth.ts'
import { testPassword } from '../../testing/test-client.ts'
import { apiKeyAuthentication } from './api-key-authentication.ts'

const who = (path: string, authentication: Parameters<typeof defineEndpoint>[0]['authentication'], scope?: string) =>
  defineEndpoint({
    path,
    ...(authentication === undefined ? {} : { authentication }),
    permissions: scope === undefined ? [isAuthenticated] : [isAuthenticated, hasScope(scope)],
    async GET(call) {
      const principal = requirePrincipal(call)
      return { status: 200, body: { email: (await principal.user()).email, key: principal.apiKey?.name ?? null } }
    },
  })
const endpoints = [
  who('/either/', [tokenAuthentication, apiKeyAuthentication]),
  who('/key-only/', [apiKeyAuthentication]),
  who('/orders/', [tokenAuthentication, apiKeyAuthentication], 'orders:read'),
]

async function open(t: TestContext) {
  const auth = await createTestAuth({}, { endpoints })
  t.after(() => auth.close())
  const { access } = await auth.register('alice@example.com')
  const make = async (json: object) =>
    await auth.request('POST', '/api/auth/api-keys/', {
      token: access,
      json: { current_password: testPassword, ...json },
    })
  const visit = async (path: string, key?: string, token?: string) => {
    const reply = await auth.request('GET', path, {
      ...(token === undefined ? {} : { token }),
      headers: key === undefined ? {} : { 'x-api-key': key },
    })
    return [reply.status, reply.json] as const
  }
  return { auth, access, make, visit }
}

test('a key is shown once, and opens endpoints that take keys', async t => {
  const { auth, access, make, visit } = await open(t)
  const made = await make({ name: 'nightly job' })
  assert.equal(made.status, 201)
  assert.deepEqual(await visit('/either/', made.json.key), [200, { email: 'alice@example.com', key: 'nightly job' }])
  assert.equal((await visit('/key-only/', made.json.key))[0], 200)
  const list = await auth.request('GET', '/api/auth/api-keys/', { token: access })
  assert.equal(list.json.length, 1)
  assert.equal(list.text.includes(made.json.key), false)
  assert.notEqual(list.json[0].last_used_at, null)
})

test('of a token and a key, the first authenticator of the row decides, also when it refuses', async t => {
  const { access, make, visit } = await open(t)
  const { key } = (await make({ name: 'job' })).json
  assert.deepEqual((await visit('/either/', key, access))[1], { email: 'alice@example.com', key: null })
  assert.equal((await visit('/either/', key, 'garbage'))[0], 401)
  assert.equal((await visit('/key-only/', key, 'garbage'))[0], 200)
})

test('a key opens no endpoint that does not list keys, and cannot create another key', async t => {
  const { auth, make } = await open(t)
  const { key } = (await make({ name: 'job' })).json
  const headers = { 'x-api-key': key }
  assert.equal((await auth.request('GET', '/api/auth/profile/', { headers })).status, 401)
  assert.equal((await auth.request('POST', '/api/auth/api-keys/', { headers, json: { name: 'child' } })).status, 401)
})

test('401 where a token could be sent, 403 where only a key can, as in DRF', async t => {
  const { visit } = await open(t)
  assert.deepEqual(await visit('/either/', 'nope'), [401, { detail: 'Invalid API key' }])
  assert.deepEqual(await visit('/key-only/', 'nope'), [403, { detail: 'Invalid API key' }])
  assert.deepEqual(await visit('/key-only/'), [403, { detail: 'Authentication credentials were not provided.' }])
})

test('a key without the scope is refused with its name, a token needs no scope', async t => {
  const { access, make, visit } = await open(t)
  const plain = (await make({ name: 'job' })).json.key
  const scoped = (await make({ name: 'job', scopes: 'orders:read orders:write' })).json.key
  assert.deepEqual(await visit('/orders/', plain), [403, { detail: 'This API key has no scope orders:read.' }])
  assert.equal((await visit('/orders/', scoped))[0], 200)
  assert.equal((await visit('/orders/', undefined, access))[0], 200)
})

test('a revoked key, an expired one and one of a closed account all stop at once', async t => {
  const { auth, access, make, visit } = await open(t)
  const [revoked, brief, kept] = await Promise.all([
    make({ name: 'a' }),
    make({ name: 'b', expires_in: 60 }),
    make({ name: 'c' }),
  ])
  const remove = () => auth.request('DELETE', `/api/auth/api-keys/${revoked.json.id}/`, { token: access })
  assert.equal((await remove()).status, 204)
  assert.equal((await remove()).status, 404)
  assert.equal((await visit('/key-only/', revoked.json.key))[0], 403)
  auth.clock.advance(60_000)
  assert.equal((await visit('/key-only/', brief.json.key))[0], 403)
  auth.store.database.prepare('UPDATE users SET is_active = 0').run()
  assert.deepEqual(await visit('/key-only/', kept.json.key), [403, { detail: 'Invalid API key' }])
})

test('a key in constant use writes its last use once a minute', async t => {
  const { auth, make, visit } = await open(t)
  const { key } = (await make({ name: 'job' })).json
  const lastUse = () => auth.store.database.prepare('SELECT last_used_at FROM api_keys').get()?.last_used_at
  await visit('/key-only/', key)
  const first = lastUse()
  auth.clock.advance(59_000)
  await visit('/key-only/', key)
  assert.equal(lastUse(), first)
  auth.clock.advance(1000)
  await visit('/key-only/', key)
  assert.notEqual(lastUse(), first)
})

test('names and scopes are validated', async t => {
  const { make } = await open(t)
  const wrong = await make({ name: '', scopes: 'a{b', expires_in: 0 })
  assert.deepEqual(wrong.json, {
    name: ['This field may not be blank.'],
    scopes: ['Enter scopes separated by spaces, such as "orders:read".'],
    expires_in: ['Ensure this value is greater than or equal to 1.'],
  })
})

test('documents describe keys where a row takes them, by the header of the settings, and nowhere else', async t => {
  const auth = await createTestAuth({ apiKeyHeader: 'X-Program' }, { endpoints })
  t.after(() => auth.close())
  const { paths, components } = (await auth.request('GET', '/openapi.json')).json
  assert.deepEqual(paths['/either/'].get.security, [{ bearer: [] }, { apiKey: [] }])
  assert.deepEqual(components.securitySchemes.apiKey, {
    type: 'apiKey',
    in: 'header',
    name: 'X-Program',
    description: 'An API key.',
  })
  const plain = await createTestAuth({ console: 'off' })
  t.after(() => plain.close())
  const { securitySchemes } = (await plain.request('GET', '/openapi.json')).json.components
  assert.equal(securitySchemes.apiKey, undefined)
})
