import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Incoming } from '../request/message.ts'
import { findHeaderToken, type HeaderSettings } from './find-header-token.ts'

const standard: HeaderSettings = {
  authHeaderName: 'Authorization',
  authHeaderTypes: ['Bearer'],
  authSchemeCaseInsensitive: true,
}

function read(value: string | undefined, settings: Partial<HeaderSettings> = {}, name = 'authorization') {
  const headers: Readonly<Record<string, string | undefined>> = { [name]: value }
  const incoming: Incoming = {
    method: 'GET',
    path: '/',
    query: '',
    remoteAddress: '192.0.2.1',
    header: asked => headers[asked],
    body: async () => new Uint8Array(),
  }
  return findHeaderToken(incoming, { ...standard, ...settings })
}

test('the second word is the token, however the words are spaced', () => {
  for (const header of ['Bearer abc', '  Bearer   abc  ', 'Bearer\tabc', 'Bearer\x0babc']) {
    assert.equal(read(header), 'abc', JSON.stringify(header))
  }
})

test('no header, an empty one and other schemes are anonymous', () => {
  for (const header of [undefined, '', '   ', 'Basic abc', 'Basic', 'Token a b c', 'BearerX abc', 'Bear abc']) {
    assert.equal(read(header), undefined, header)
  }
})

test('the right scheme with no token or with several is refused', () => {
  for (const header of ['Bearer', 'Bearer ', 'Bearer a b', 'Bearer a, Bearer b', 'bearer']) {
    assert.throws(() => read(header), { code: 'bad_authorization_header', status: 401 }, header)
  }
})

test('the scheme is compared without case, unless SimpleJWT is followed', () => {
  assert.equal(read('bEARER abc'), 'abc')
  assert.equal(read('bearer abc', { authSchemeCaseInsensitive: false }), undefined)
  assert.equal(read('Bearer abc', { authSchemeCaseInsensitive: false }), 'abc')
})

test('the header and the schemes are settings', () => {
  const settings = { authHeaderName: 'X-Access-Token', authHeaderTypes: ['JWT', 'Bearer'] }
  assert.equal(read('JWT abc', settings, 'x-access-token'), 'abc')
  assert.equal(read('Bearer abc', settings, 'x-access-token'), 'abc')
  assert.equal(read('JWT abc', settings), undefined)
})
