import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Incoming } from '../request/message.ts'
import { refuseCrossSite } from './cross-site.ts'

interface Asked {
  readonly method?: string
  readonly origin?: string
  readonly site?: string
  readonly host?: string
  readonly scheme?: 'http' | 'https'
}

function isRefused(asked: Asked, trustedOrigins: readonly string[] = [], crossSiteCheck = true): boolean {
  const { method = 'POST', origin, site, host = 'app.example.com', scheme } = asked
  const headers: Readonly<Record<string, string | undefined>> = { origin, host, 'sec-fetch-site': site }
  const incoming: Incoming = {
    method,
    path: '/',
    query: '',
    header: name => headers[name],
    body: async () => new Uint8Array(),
    remoteAddress: '192.0.2.1',
    scheme,
  }
  try {
    refuseCrossSite(incoming, { crossSiteCheck, trustedOrigins })
    return false
  } catch (error) {
    assert.equal((error as { code?: unknown }).code, 'csrf_failed')
    return true
  }
}

test('a client that sends neither header is not a browser, and is served', () => {
  assert.equal(isRefused({}), false)
})

test('the web view of an app passes by its origin, which Sec-Fetch-Site calls another site', () => {
  const origin = 'capacitor://localhost'
  assert.equal(isRefused({ origin, site: 'cross-site' }), true)
  assert.equal(isRefused({ origin, site: 'cross-site' }, [origin]), false)
  assert.equal(isRefused({ origin: 'ionic://localhost', site: 'cross-site' }, [origin]), true)
  assert.equal(isRefused({ origin: 'null', site: 'cross-site' }, [origin]), true)
})

test('Sec-Fetch-Site decides: the same origin and a typed address pass, a sibling subdomain does not', () => {
  assert.equal(isRefused({ site: 'same-origin' }), false)
  assert.equal(isRefused({ site: 'none' }), false)
  for (const site of ['same-site', 'cross-site', '', 'Same-Origin', 'same-origin, cross-site', 'x']) {
    assert.equal(isRefused({ site }), true, site)
  }
})

test('a page that hides its origin is still of the same origin', () => {
  assert.equal(isRefused({ site: 'same-origin', origin: 'null' }), false)
})

test('without Sec-Fetch-Site the whole Origin decides', () => {
  assert.equal(isRefused({ origin: 'https://app.example.com' }), false)
  for (const origin of [
    'https://evil.example',
    'https://app.example.com:8443',
    'https://www.app.example.com',
    'https://example.com',
    'https://app.example.com.evil.example',
    'https://app.example.com@evil.example',
    'https://evil.example/app.example.com',
    'https://app.example.com, https://evil.example',
    'null',
    '',
    'app.example.com',
    'file://app.example.com',
    'chrome-extension://app.example.com',
  ]) {
    assert.equal(isRefused({ origin }), true, origin)
  }
})

test('the default port may be given or not', () => {
  assert.equal(isRefused({ origin: 'https://app.example.com', host: 'app.example.com:443' }), false)
  assert.equal(isRefused({ origin: 'http://app.example.com', host: 'APP.example.com:80' }), false)
  assert.equal(isRefused({ origin: 'http://app.example.com', host: 'app.example.com:443' }), true)
  assert.equal(isRefused({ origin: 'http://[::1]:8000', host: '[::1]:8000' }), false)
})

test('where the scheme is known, the same host with the other scheme is another site', () => {
  const origin = 'http://app.example.com'
  assert.equal(isRefused({ origin, scheme: 'https' }), true)
  assert.equal(isRefused({ origin, scheme: 'http' }), false)
  assert.equal(isRefused({ origin }), false)
})

test('a trusted origin passes, and no other', () => {
  const trusted = ['https://shop.example.net']
  assert.equal(isRefused({ origin: 'https://shop.example.net', site: 'cross-site' }, trusted), false)
  assert.equal(isRefused({ origin: 'https://shop.example.net' }, trusted), false)
  assert.equal(isRefused({ origin: 'https://shop.example.net:8443', site: 'cross-site' }, trusted), true)
  assert.equal(isRefused({ origin: 'http://shop.example.net', site: 'cross-site' }, trusted), true)
  assert.equal(isRefused({ site: 'cross-site' }, trusted), true)
})

test('safe methods are not checked', () => {
  const foreign = { origin: 'https://evil.example', site: 'cross-site' }
  for (const method of ['GET', 'HEAD', 'OPTIONS']) assert.equal(isRefused({ ...foreign, method }), false, method)
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'get', 'PURGE']) {
    assert.equal(isRefused({ ...foreign, method }), true, method)
  }
})

test('the check is a setting', () => {
  assert.equal(isRefused({ origin: 'https://evil.example', site: 'cross-site' }, [], false), false)
})
