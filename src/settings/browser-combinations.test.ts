import assert from 'node:assert/strict'
import { test } from 'node:test'
import { resolveSettings } from '../settings.ts'
import { ConfigurationError } from './configuration-error.ts'

const secretKey = 'a secret that tests share, and that protects nothing at all'

/** The settings at which faults are reported; none when it starts. */
function faultsOf(values: Readonly<Record<string, unknown>>): readonly string[] {
  try {
    resolveSettings([{ source: 'test', values: { secretKey, ...values } }])
    return []
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults.map(({ setting }) => setting)
    throw error
  }
}

const shared = { cookieDomain: 'example.com', allowedHosts: ['.example.com'] }

const impossible: readonly (readonly [about: string, values: Record<string, unknown>, at: readonly string[]])[] = [
  ['a prefix on cookies without Secure', { cookiePrefix: '__Secure-', cookieSecure: false }, ['cookiePrefix']],
  ['a prefix in DEBUG, which has no Secure', { cookiePrefix: '__Host-', debug: true }, ['cookiePrefix']],
  ['__Host- with a domain', { cookiePrefix: '__Host-', ...shared }, ['cookieDomain']],
  ['SameSite=None without Secure', { cookieSameSite: 'None', debug: true }, ['cookieSameSite']],
  ['partitioned cookies without Secure', { cookiePartitioned: true, cookieSecure: false }, ['cookiePartitioned']],
  ['one name for both cookies', { accessCookieName: 't', refreshCookieName: 't' }, ['accessCookieName']],
  ['a prefix inside a name', { accessCookieName: '__Host-t' }, ['accessCookieName']],
  ['a prefix inside a name, in other letters', { refreshCookieName: '__secure-t' }, ['refreshCookieName']],
  ['a name that is no token', { accessCookieName: 'a b' }, ['accessCookieName']],
  ['a domain that no host is in', { cookieDomain: 'example.org', allowedHosts: ['app.example.com'] }, ['cookieDomain']],
  [
    'a domain below the only host',
    { cookieDomain: 'api.example.com', allowedHosts: ['example.com'] },
    ['cookieDomain'],
  ],
  ['a domain that only ends alike', { cookieDomain: 'ample.com', allowedHosts: ['example.com'] }, ['cookieDomain']],
  ['an attribute inside the domain', { cookieDomain: 'example.com; Path=/', allowedHosts: ['*'] }, ['cookieDomain']],
  ['every origin', { corsAllowedOrigins: ['*'] }, ['corsAllowedOrigins']],
  ['the origin of sandboxes', { trustedOrigins: ['null'] }, ['trustedOrigins']],
  ['an origin with a path', { trustedOrigins: ['https://example.com/'] }, ['trustedOrigins']],
  ['an origin with its default port', { trustedOrigins: ['https://example.com:443'] }, ['trustedOrigins']],
  ['an origin in capitals', { corsAllowedOrigins: ['https://Example.com'] }, ['corsAllowedOrigins']],
  ['an origin with a pattern', { corsAllowedOrigins: ['https://*.example.com'] }, ['corsAllowedOrigins']],
  ['an origin with a user', { trustedOrigins: ['https://a@example.com'] }, ['trustedOrigins']],
]

for (const [about, values, at] of impossible) {
  test(`does not start: ${about}`, () => assert.deepEqual(faultsOf(values), at))
}

const possible: readonly (readonly [about: string, values: Record<string, unknown>])[] = [
  ['a prefix in DEBUG with Secure, as on localhost', { cookiePrefix: '__Host-', debug: true, cookieSecure: true }],
  ['__Secure- with a domain', { cookiePrefix: '__Secure-', ...shared }],
  ['a domain with its dot', { cookieDomain: '.example.com', allowedHosts: ['app.example.com'] }],
  ['a domain where every host is allowed', { cookieDomain: 'example.com', allowedHosts: ['*'] }],
  ['SameSite=None, partitioned', { cookieSameSite: 'None', cookiePartitioned: true }],
  [
    'origins with ports, addresses and other scripts',
    {
      trustedOrigins: ['http://localhost:3000', 'https://[::1]:8443', 'https://xn--bcher-kva.example'],
    },
  ],
]

for (const [about, values] of possible) test(`starts: ${about}`, () => assert.deepEqual(faultsOf(values), []))
