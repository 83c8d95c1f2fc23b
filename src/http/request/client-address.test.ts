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
  return createClientReader({ trustedProxies, secureProxySslHeader: 'HTTP_X_FORWARDED_PROTO' }, systemRandom)(incoming)
}

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

test('of the scheme, too, only a trusted proxy is believed, and only in one word', () => {
  const schemeOf = (peer: string, said: string, own?: 'https') =>
    read(['10.0.0.0/8'], peer, { 'x-forwarded-proto': said }, own).scheme
  assert.equal(schemeOf('10.0.0.1', 'HTTPS'), 'https')
  assert.equal(schemeOf('10.0.0.1', 'http'), 'http')
  assert.equal(schemeOf('10.0.0.1', 'https, http'), undefined)
  assert.equal(schemeOf('10.0.0.1', 'ftp'), undefined)
  assert.equal(schemeOf('192.0.2.1', 'https'), undefined)
  assert.equal(schemeOf('192.0.2.1', 'http', 'https'), 'https')
})
