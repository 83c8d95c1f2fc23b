import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemRandom } from '../../ports/defaults/random.ts'
import { createClientReader } from './client-address.ts'
import type { Incoming } from './message.ts'

type Sent = Readonly<Record<string, string>>

const seen = (trustedProxies: readonly string[], peer: string, headers: Sent = {}) =>
  read(trustedProxies, peer, headers).remoteAddress

function read(trustedProxies: readonly string[], peer: string, headers: Sent, scheme?: 'https'): Incoming {
  const incoming: Incoming = {
    method: 'GET',
    path: '/',
    query: '',
    header: name => headers[name],
    body: async () => new Uint8Array(),
    remoteAddress: peer,
    scheme,
  }
  return createClientReader({ ...settings, trustedProxies }, systemRandom)(incoming)
}

const settings = { secureProxySslHeader: 'HTTP_X_FORWARDED_PROTO', useXForwardedHost: true }

const claim = { 'x-forwarded-for': '203.0.113.9', forwarded: 'for=203.0.113.9', 'x-real-ip': '203.0.113.9' }

test('without trusted proxies the client is the peer, whatever headers say', () => {
  assert.equal(seen([], '192.0.2.1', claim), '192.0.2.1')
})

test('the word of a peer that is no trusted proxy counts for nothing', () => {
  assert.equal(seen(['10.0.0.0/8'], '192.0.2.1', claim), '192.0.2.1')
})

test('behind a trusted proxy the client is the address that the proxy names', () => {
  assert.equal(seen(['10.0.0.0/8'], '10.0.0.1', claim), '203.0.113.9')
  assert.equal(seen(['10.0.0.0/8'], '::ffff:10.0.0.1', claim), '203.0.113.9')
})

test('what the client wrote into the chain itself stays left of its address and does nothing', () => {
  const headers = { 'x-forwarded-for': '198.51.100.1, 203.0.113.9' }
  assert.equal(seen(['10.0.0.1'], '10.0.0.1', headers), '203.0.113.9')
})

test('a chain of trusted proxies is followed to the first address that is none of them', () => {
  const headers = { 'x-forwarded-for': '1.1.1.1, 203.0.113.9:5000, 10.0.0.3,10.0.0.2' }
  assert.equal(seen(['10.0.0.0/8'], '10.0.0.1', headers), '203.0.113.9')
})

test('a chain of nothing but proxies ends at the left-most', () => {
  assert.equal(seen(['10.0.0.0/8'], '10.0.0.1', { 'x-forwarded-for': '10.0.0.3, 10.0.0.2' }), '10.0.0.3')
})

test('a hop that is no address ends at the proxy that let it in', () => {
  const headers = { 'x-forwarded-for': '203.0.113.9, unknown, 10.0.0.2' }
  assert.equal(seen(['10.0.0.0/8'], '10.0.0.1', headers), '10.0.0.2')
  assert.equal(seen(['10.0.0.0/8'], '10.0.0.1', { 'x-forwarded-for': '' }), '10.0.0.1')
})

test('headers other than X-Forwarded-For are not read', () => {
  assert.equal(seen(['10.0.0.0/8'], '10.0.0.1', { ...claim, 'x-forwarded-for': '' }), '10.0.0.1')
})

test('of the scheme, too, only a trusted proxy is believed, and only in a word that it knows', () => {
  const schemeOf = (peer: string, said: string, own?: 'https') =>
    read(['10.0.0.0/8'], peer, { 'x-forwarded-proto': said }, own).scheme
  assert.equal(schemeOf('10.0.0.1', 'HTTPS'), 'https')
  assert.equal(schemeOf('10.0.0.1', 'http'), 'http')
  assert.equal(schemeOf('10.0.0.1', 'https,https'), 'https')
  assert.equal(schemeOf('10.0.0.1', 'wss'), 'https')
  assert.equal(schemeOf('10.0.0.1', 'ws'), 'http')
  assert.equal(schemeOf('10.0.0.1', 'ftp'), undefined)
  assert.equal(schemeOf('10.0.0.1', 'https, '), undefined)
  assert.equal(schemeOf('192.0.2.1', 'https'), undefined)
  assert.equal(schemeOf('192.0.2.1', 'http', 'https'), 'https')
})

/** One chain of proxies: how many hops are trusted, what a header says, and what the client used. */
const chains = [
  ['203.0.113.9', 'https, http', 'http'],
  ['203.0.113.9', 'https', 'https'],
  ['203.0.113.9, 10.0.0.2', 'https, http', 'https'],
  ['203.0.113.9, 10.0.0.2', 'http, https', 'http'],
  ['203.0.113.9, 10.0.0.2', 'https, http, http', 'http'],
  ['203.0.113.9, 10.0.0.2', 'https', 'https'],
  ['10.0.0.9, 203.0.113.9', 'https, http', 'http'],
] as const

test('of several proxies the one that the client talked to decides, and entries of the client do nothing', () => {
  for (const [addresses, said, scheme] of chains) {
    const headers = { 'x-forwarded-for': addresses, 'x-forwarded-proto': said }
    assert.equal(read(['10.0.0.0/8'], '10.0.0.1', headers).scheme, scheme, `${addresses} ${said}`)
    const hosts = { 'x-forwarded-for': addresses, 'x-forwarded-host': said.replaceAll('http', 'host') }
    assert.equal(read(['10.0.0.0/8'], '10.0.0.1', hosts).header('host'), scheme.replace('http', 'host'), addresses)
  }
})

test('the host that a trusted proxy names replaces the Host header, unless a setting says no', () => {
  const headers = { host: 'backend:8000', 'x-forwarded-host': 'app.example.com' }
  const hostOf = (peer: string, more = {}) => read(['10.0.0.1', 'unix'], peer, { ...headers, ...more }).header('host')
  assert.equal(hostOf('10.0.0.1'), 'app.example.com')
  assert.equal(hostOf('unix'), 'app.example.com')
  assert.equal(hostOf('192.0.2.1'), 'backend:8000')
  assert.equal(hostOf('10.0.0.1', { 'x-forwarded-host': '' }), 'backend:8000')
  const off = { ...settings, trustedProxies: ['10.0.0.1'], useXForwardedHost: false }
  const incoming = read([], '10.0.0.1', headers)
  assert.equal(createClientReader(off, systemRandom)(incoming).header('host'), 'backend:8000')
})

test('a prefix is taken from trusted proxies, in the order of the client, and only when it is a plain path', () => {
  const prefixOf = (said: string, addresses = '203.0.113.9, 10.0.0.2') =>
    read(['10.0.0.0/8'], '10.0.0.1', { 'x-forwarded-for': addresses, 'x-forwarded-prefix': said }).basePath
  assert.equal(prefixOf('/app'), '/app')
  assert.equal(prefixOf('/app/'), '/app')
  assert.equal(prefixOf('/outer, /inner'), '/outer/inner')
  assert.equal(prefixOf('/evil, /outer, /inner'), '/outer/inner')
  assert.equal(prefixOf('/evil, /app', '203.0.113.9'), '/app')
  const invalid = ['app', '//evil.example', '/\\evil.example', 'https://evil.example', '/a/../b', '/%2e%2E', '/a%2fb']
  for (const said of [
    ...invalid,
    '/a b',
    '/a;Domain=b',
    '/a%3Bb',
    '/a\r\nb',
    '/%',
    '/%00',
    '/a?b',
    '/a#b',
    '/é',
    '/<b>',
  ]) {
    assert.equal(prefixOf(said), '', said)
  }
  assert.equal(prefixOf(`/${'a'.repeat(300)}`), '')
  assert.equal(read([], '192.0.2.1', { 'x-forwarded-prefix': '/app' }).basePath, '')
})

test('a peer on a Unix socket is believed only by its name, and one without an address never', () => {
  assert.equal(seen(['unix'], 'unix', claim), '203.0.113.9')
  assert.equal(seen(['unix'], 'unix'), '')
  assert.equal(seen(['127.0.0.1'], 'unix', claim), '')
  assert.equal(seen(['unix', '0.0.0.0/0'], '', claim), '')
})
