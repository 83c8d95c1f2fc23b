import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Settings } from '../../settings/settings.ts'
import { resolveSettings } from '../../settings.ts'
import { parseSetCookie, type SeenCookie } from '../../testing/test-cookies.ts'
import type { MintedToken } from '../../tokens/minted-token.ts'
import { clearTokenCookies, writeTokenCookie } from './cookies.ts'

const secretKey = 'a secret that tests share, and that protects nothing at all'

function settingsOf(values: Partial<Settings> = {}): Settings {
  return resolveSettings([{ source: 'test', values: { secretKey, ...values } }])
}

function minted(text = 'a.b.c'): MintedToken {
  return { text, iat: 1_000_000_000, exp: 1_000_000_900, jti: 'j', claims: {} }
}

function written(values: Partial<Settings>): readonly SeenCookie[] {
  const settings = settingsOf(values)
  return (['access', 'refresh'] as const).map(which => parseSetCookie(writeTokenCookie(which, minted(), settings, {})))
}

const cleared = (values: Partial<Settings>) => clearTokenCookies(settingsOf(values), {}).map(parseSetCookie)

test('the cookies are those of tutorial 1: HttpOnly, Lax, Secure, the refresh token on its own path', () => {
  const [access, refresh] = written({})
  const shared = {
    expires: 'Sun, 09 Sep 2001 02:01:40 GMT',
    httponly: '',
    'max-age': '900',
    samesite: 'Lax',
    secure: '',
  }
  assert.deepEqual(access, { name: 'access_token', value: 'a.b.c', attributes: { ...shared, path: '/' } })
  assert.deepEqual(refresh, { name: 'refresh_token', value: 'a.b.c', attributes: { ...shared, path: '/api/auth/' } })
})

test('in DEBUG the cookies travel over plain HTTP, unless a setting says otherwise', () => {
  const isSecure = (values: Partial<Settings>) => written(values).map(({ attributes }) => 'secure' in attributes)
  assert.deepEqual(isSecure({ debug: true }), [false, false])
  assert.deepEqual(isSecure({ debug: true, cookieSecure: true }), [true, true])
  assert.deepEqual(isSecure({ cookieSecure: false }), [false, false])
})

test('below a base path the refresh cookie has it too, unless browsers want the root', () => {
  const pathOf = (values: Partial<Settings>) =>
    parseSetCookie(writeTokenCookie('refresh', minted(), settingsOf(values), { basePath: '/app' })).attributes.path
  assert.equal(pathOf({}), '/app/api/auth/')
  assert.equal(pathOf({ cookiePrefix: '__Host-' }), '/')
  const gone = clearTokenCookies(settingsOf(), { basePath: '/app' }).map(parseSetCookie)
  assert.deepEqual(
    gone.map(({ attributes }) => attributes.path),
    ['/', '/app/api/auth/'],
  )
})

/** Every combination that starts. */
function* startableSettings(): Generator<Partial<Settings>> {
  for (const cookiePrefix of ['none', '__Host-', '__Secure-'] as const)
    for (const cookieSameSite of ['Lax', 'Strict', 'None'] as const)
      for (const cookiePartitioned of [false, true])
        for (const cookieDomain of [undefined, 'example.com'])
          for (const debug of [false, true]) {
            const needsSecure = cookiePrefix !== 'none' || cookieSameSite === 'None' || cookiePartitioned
            if ((debug && needsSecure) || (cookiePrefix === '__Host-' && cookieDomain !== undefined)) continue
            const allowedHosts = ['app.example.com']
            const domain = cookieDomain === undefined ? {} : { cookieDomain }
            yield { cookiePrefix, cookieSameSite, cookiePartitioned, debug, allowedHosts, ...domain }
          }
}

test('in every combination of settings both cookies are out of reach of script, and browsers take them', () => {
  let seen = 0
  for (const values of startableSettings()) {
    for (const { name, attributes } of written(values)) {
      seen += 1
      assert.ok('httponly' in attributes)
      assert.equal(attributes.samesite, values.cookieSameSite)
      assert.equal(attributes.domain, values.cookieDomain)
      assert.equal('partitioned' in attributes, values.cookiePartitioned)
      assert.match(attributes['max-age'] ?? '', /^\d+$/)
      // RFC 6265bis sections 4.1.3 and 5.7: without these, browsers drop the cookie in silence.
      const needsSecure = /^__/.test(name) || attributes.samesite === 'None' || 'partitioned' in attributes
      if (needsSecure) assert.ok('secure' in attributes, name)
      if (name.startsWith('__Host-')) assert.deepEqual([attributes.domain, attributes.path], [undefined, '/'])
    }
  }
  assert.equal(seen, 2 * (30 + 4))
})

test('in every combination a deletion has the name, domain, path and partition of what it deletes', () => {
  const place = ({ name, attributes }: SeenCookie) =>
    [name, attributes.domain, attributes.path, 'partitioned' in attributes] as const
  for (const values of startableSettings()) {
    assert.deepEqual(cleared(values).map(place), written(values).map(place))
    for (const { name, value, attributes } of cleared(values)) {
      assert.equal(value, '""')
      assert.equal(attributes['max-age'], '0')
      assert.equal(attributes.expires, 'Thu, 01 Jan 1970 00:00:00 GMT')
      // A deletion that could not have set the cookie is dropped too.
      const isParticular = /^__/.test(name) || values.cookieSameSite === 'None' || values.cookiePartitioned === true
      if (isParticular) assert.deepEqual(['secure' in attributes, attributes.samesite], [true, values.cookieSameSite])
    }
  }
})

test('a token that is longer than browsers keep is not sent as a cookie', () => {
  const settings = settingsOf()
  const longest = 4096 - 'access_token='.length
  assert.ok(writeTokenCookie('access', minted('x'.repeat(longest)), settings, {}))
  assert.throws(
    () => writeTokenCookie('access', minted('x'.repeat(longest + 1)), settings, {}),
    /too long for a cookie/,
  )
  assert.throws(
    () => writeTokenCookie('access', minted('x'.repeat(longest)), settingsOf({ cookiePrefix: '__Host-' }), {}),
    /too long for a cookie/,
  )
})
