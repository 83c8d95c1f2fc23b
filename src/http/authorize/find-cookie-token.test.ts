import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CookieNameSettings, findCookieToken, findCookieTokens } from './find-cookie-token.ts'

const names = { accessCookieName: 'access_token', refreshCookieName: 'refresh_token', cookiePrefix: 'none' } as const

const sending = (cookie: string | undefined) => ({
  header: (name: string) => (name === 'cookie' ? cookie : undefined),
})

const read = (cookie: string | undefined, settings: Partial<CookieNameSettings> = {}) =>
  findCookieToken(sending(cookie), 'access', { ...names, ...settings })

test('the cookie is found among others, by its whole name and no other', () => {
  assert.equal(read('a=1; access_token=t; b=2'), 't')
  assert.equal(read('access_token=t'), 't')
  assert.equal(read('a=1;access_token=t=='), 't==')
  assert.equal(read('access_token='), '')
  for (const cookie of [undefined, '', 'a=1', 'access_token', 'xaccess_token=t', 'Access_Token=t', 'refresh_token=t']) {
    assert.equal(read(cookie), undefined, cookie)
  }
})

test('a value is taken as it came, blanks and quotes too', () => {
  assert.equal(read('access_token= t'), ' t')
  assert.equal(read('access_token=t ; a=1'), 't ')
  assert.equal(read('access_token="t"'), '"t"')
})

test('cookie prefix spoofing: a name after a Unicode space is another name', () => {
  for (const blank of ['\xa0', '\x85', '\x0b', '\x0c', '\u2000', '\ufeff']) {
    assert.equal(read(`${blank}access_token=t`), undefined, JSON.stringify(blank))
    assert.equal(read(`a=1; ${blank}__Host-access_token=t`, { cookiePrefix: '__Host-' }), undefined)
  }
})

test('cookie tossing: two different cookies of one name are no token; the same one twice is one', () => {
  assert.equal(read('access_token=a; access_token=b'), '')
  assert.equal(read('access_token=a; x=1; access_token=a'), 'a')
  assert.deepEqual(findCookieTokens(sending('access_token=a; access_token=b'), 'access', names), ['a', 'b'])
})

test('with a prefix the bare name is not read', () => {
  assert.equal(read('access_token=t', { cookiePrefix: '__Secure-' }), undefined)
  assert.equal(read('access_token=a; __Secure-access_token=t', { cookiePrefix: '__Secure-' }), 't')
})
