import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allowAny } from '../../permissions/built-in.ts'
import type { Config } from '../../settings/settings.ts'
import { settingsAtFault } from '../../testing/settings-at-fault.ts'
import { createTestAuth } from '../../testing/test-auth.ts'
import { testPassword } from '../../testing/test-client.ts'
import { defineEndpoint } from '../endpoints/define-endpoint.ts'

const proxied = { 'x-forwarded-prefix': '/gate', 'x-forwarded-host': 'app.example.com', 'x-forwarded-proto': 'https' }
const behind = { trustedProxies: ['192.0.2.1'], allowedHosts: ['app.example.com'], basePath: '/app' } satisfies Config

async function create(t: { after(run: () => unknown): void }, config: Config = behind) {
  const auth = await createTestAuth(config)
  t.after(() => auth.close())
  return auth
}

test('basePath is a path, with or without its last slash; anything else is refused', () => {
  for (const basePath of ['/', '/app', '/app/', '/a/b', '/a%20b', '/~user']) {
    assert.deepEqual(settingsAtFault({ basePath }), [], basePath)
  }
  const wrong = [
    '',
    'app',
    'app/',
    '//app',
    '/app//',
    '/a/../b',
    '/.',
    '/a b',
    '/a?b',
    '/a;b',
    'https://a.example/app',
    7,
  ]
  for (const basePath of wrong) assert.deepEqual(settingsAtFault({ basePath }), ['basePath'], String(basePath))
})

test('redirects lead below the base path: to the slash and to HTTPS', async t => {
  const auth = await create(t, { ...behind, trailingSlash: 'redirect' })
  const slash = await auth.request('GET', '/app/api/auth/profile?a=1', { headers: proxied })
  assert.equal(slash.headers.get('location'), '/gate/app/api/auth/profile/?a=1')
  const plain = await create(t, { ...behind, secureSslRedirect: true })
  const headers = { ...proxied, 'x-forwarded-proto': 'http' }
  const https = await plain.request('GET', '/app/api/auth/profile/?a=1', { headers })
  assert.equal(https.headers.get('location'), 'https://app.example.com/gate/app/api/auth/profile/?a=1')
})

test('the document of the API names the base path that its reader sees', async t => {
  const auth = await create(t)
  const { servers, paths } = (await auth.request('GET', '/app/openapi.json', { headers: proxied })).json
  assert.deepEqual(servers, [{ url: '/gate/app' }])
  assert.ok('/api/auth/login/' in paths)
  const root = await create(t, {})
  assert.deepEqual((await root.request('GET', '/openapi.json')).json.servers, [{ url: '/' }])
})

test('a forwarded host that allowedHosts does not name is refused', async t => {
  const auth = await create(t)
  const headers = { ...proxied, 'x-forwarded-host': 'evil.example' }
  const refused = await auth.request('GET', '/app/openapi.json', { headers })
  assert.deepEqual([refused.status, refused.headers.get('latchkey-code')], [400, 'disallowed_host'])
})

test('events name the path as the client sees it', async t => {
  const auth = await create(t)
  await auth.request('GET', '/app/api/auth/profile/', { headers: proxied })
  await auth.request('GET', '/nowhere/', { headers: proxied })
  const paths = auth.events.map(event => ('data' in event && event.data && 'path' in event.data ? event.data.path : ''))
  assert.deepEqual(paths, ['/gate/app/api/auth/profile/', '/gate/nowhere/'])
})

test('limits, versions and handlers know the paths of the table', async t => {
  const seen: unknown[] = []
  const show = defineEndpoint({
    path: '/api/{version}/show/',
    permissions: [allowAny],
    async GET({ incoming, version }) {
      seen.push(incoming.path, incoming.basePath, version)
      return { status: 200, body: {} }
    },
  })
  const limits = { throttling: true, loginRate: '1/m', loginRatePaths: ['/api/auth/login/'] } as const
  const versions = { versioning: 'path', defaultVersion: 'v1', allowedVersions: ['v2'] } as const
  const auth = await createTestAuth({ ...limits, ...versions, basePath: '/app' }, { endpoints: [show] })
  t.after(() => auth.close())
  assert.equal((await auth.request('GET', '/app/api/v2/show/')).status, 200)
  assert.deepEqual(seen, ['/api/v2/show/', '/app', 'v2'])
  const json = { email: 'zoe@example.com', password: testPassword }
  const statuses = []
  for (const _ of [1, 2]) statuses.push((await auth.request('POST', '/app/api/auth/login/', { json })).status)
  assert.deepEqual(statuses, [401, 429])
})
