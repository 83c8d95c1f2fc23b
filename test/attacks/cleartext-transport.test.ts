/** Requirement 30, ASVS 12.2: connections that are not encrypted, and clients that claim that theirs is. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth } from '../../src/testing/test-auth.ts'

const proxy = { trustedProxies: ['192.0.2.1'] }
const spoken = (scheme: string, name = 'x-forwarded-proto') => ({ headers: { [name]: scheme } })

test('a request over HTTP is redirected to HTTPS, with its path and query', async () => {
  const auth = await createTestAuth({ ...proxy, secureSslRedirect: true })
  for (const headers of [{}, spoken('http'), spoken('https, http'), spoken('ws'), spoken('xhttps')]) {
    const { status, headers: sent, text } = await auth.request('POST', '/api/auth/login/?next=1', headers)
    assert.deepEqual([status, sent.get('location'), text], [301, 'https://localhost/api/auth/login/?next=1', ''])
  }
  // Traefik says wss of a WebSocket's request.
  for (const scheme of ['https', 'wss']) {
    assert.equal((await auth.request('GET', '/api/auth/profile/', spoken(scheme))).status, 401)
  }
})

test('a client that claims HTTPS is not believed without a trusted proxy', async () => {
  const auth = await createTestAuth({ secureSslRedirect: true, secureHstsSeconds: 60 })
  const { status, headers } = await auth.request('GET', '/api/auth/profile/', spoken('https'))
  assert.deepEqual([status, headers.get('strict-transport-security')], [301, null])
})

test('the redirect leads to an allowed host only (open redirect)', async () => {
  const auth = await createTestAuth({ secureSslRedirect: true })
  const forged = await auth.request('GET', '/', { headers: { host: 'evil.example' } })
  assert.deepEqual([forged.status, forged.headers.get('location')], [400, null])
  const named = await createTestAuth({ secureSslRedirect: true, secureSslHost: 'app.example.com', allowedHosts: ['*'] })
  const { headers } = await named.request('GET', '//evil.example/', { headers: { host: 'evil.example' } })
  assert.equal(headers.get('location'), 'https://app.example.com//evil.example/')
})

test('every answer over HTTPS tells browsers to stay with it (HSTS)', async () => {
  const year = { secureHstsSeconds: '365d', secureHstsIncludeSubdomains: true, secureHstsPreload: true } as const
  const auth = await createTestAuth({ ...proxy, ...year })
  const wanted = 'max-age=31536000; includeSubDomains; preload'
  for (const path of ['/api/auth/profile/', '/nowhere', '/api/auth/login/']) {
    const { headers } = await auth.request('GET', path, spoken('https'))
    assert.equal(headers.get('strict-transport-security'), wanted, path)
    const plain = await auth.request('GET', path, spoken('http'))
    assert.equal(plain.headers.get('strict-transport-security'), null, path)
  }
})

test('without the setting there is no HSTS header', async () => {
  const auth = await createTestAuth(proxy)
  const { headers } = await auth.request('GET', '/api/auth/profile/', spoken('https'))
  assert.equal(headers.get('strict-transport-security'), null)
})

test('the header of the proxy is the one that the settings name, in either spelling', async () => {
  for (const secureProxySslHeader of ['X-Scheme', 'HTTP_X_SCHEME']) {
    const auth = await createTestAuth({ ...proxy, secureProxySslHeader, secureSslRedirect: true })
    assert.equal((await auth.request('GET', '/api/auth/profile/', spoken('https', 'x-scheme'))).status, 401)
    assert.equal((await auth.request('GET', '/api/auth/profile/', spoken('https'))).status, 301)
  }
})
