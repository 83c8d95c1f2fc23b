import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settingsAtFault } from '../../testing/settings-at-fault.ts'

const shared = { cookieDomain: 'example.com', allowedHosts: ['.example.com'] }

const invalid: readonly (readonly [about: string, values: Record<string, unknown>, at: readonly string[]])[] = [
  ['a prefix on cookies without Secure', { cookiePrefix: '__Secure-', cookieSecure: false }, ['cookiePrefix']],
  ['a prefix in DEBUG, which has no Secure', { cookiePrefix: '__Host-', debug: true }, ['cookiePrefix']],
  ['__Host- with a domain', { cookiePrefix: '__Host-', ...shared }, ['cookieDomain']],
  ['SameSite=None without Secure', { cookieSameSite: 'None', debug: true }, ['cookieSameSite']],
  ['partitioned cookies without Secure', { cookiePartitioned: true, cookieSecure: false }, ['cookiePartitioned']],
  ['one name for both cookies', { accessCookieName: 't', refreshCookieName: 't' }, ['accessCookieName']],
  ['a prefix inside a name', { accessCookieName: '__Host-t' }, ['accessCookieName']],
  ['a prefix inside a name, in other letters', { refreshCookieName: '__secure-t' }, ['refreshCookieName']],
  ['a name that is not a token', { accessCookieName: 'a b' }, ['accessCookieName']],
  ['a domain that no host is in', { cookieDomain: 'example.org', allowedHosts: ['app.example.com'] }, ['cookieDomain']],
  [
    'a domain below the only host',
    { cookieDomain: 'api.example.com', allowedHosts: ['example.com'] },
    ['cookieDomain'],
  ],
  [
    'a domain with the same ending only',
    { cookieDomain: 'ample.com', allowedHosts: ['example.com'] },
    ['cookieDomain'],
  ],
  ['an attribute inside the domain', { cookieDomain: 'example.com; Path=/', allowedHosts: ['*'] }, ['cookieDomain']],
]

for (const [about, values, at] of invalid) {
  test(`refused: ${about}`, () => assert.deepEqual(settingsAtFault(values), at))
}

const valid: readonly (readonly [about: string, values: Record<string, unknown>])[] = [
  ['a prefix in DEBUG with Secure, as on localhost', { cookiePrefix: '__Host-', debug: true, cookieSecure: true }],
  ['__Secure- with a domain', { cookiePrefix: '__Secure-', ...shared }],
  ['a domain with its dot', { cookieDomain: '.example.com', allowedHosts: ['app.example.com'] }],
  ['a domain where every host is allowed', { cookieDomain: 'example.com', allowedHosts: ['*'] }],
  ['SameSite=None, partitioned', { cookieSameSite: 'None', cookiePartitioned: true }],
]

for (const [about, values] of valid) test(`accepted: ${about}`, () => assert.deepEqual(settingsAtFault(values), []))
