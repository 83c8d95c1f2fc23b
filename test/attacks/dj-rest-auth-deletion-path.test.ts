/**
 * Browsers delete a cookie only when name, domain and path are those it was set with, and only when the deletion itself
 * could have set it. dj-rest-auth's came without SameSite or Secure and stayed (issues 246, 435, pull request 208), and
 * a refresh cookie on a path of its own is not deleted on `/`.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Config } from '../../src/settings/settings.ts'
import type { Reply } from '../../src/testing/test-client.ts'
import { cookiesOf, type SeenCookie } from '../../src/testing/test-cookies.ts'
import { attacker, loggedInVictim, password } from './cross-site.ts'

const configs: Readonly<Record<string, Config>> = {
  'the defaults': {},
  DEBUG: { debug: true },
  'a shared domain': { cookieDomain: 'example.com' },
  'pages on other sites': { cookieSameSite: 'None' },
  'pages on other sites, partitioned': { cookieSameSite: 'None', cookiePartitioned: true },
  'the prefix __Host-': { cookiePrefix: '__Host-' },
  'the prefix __Secure- and a domain': { cookiePrefix: '__Secure-', cookieDomain: 'example.com' },
  'names of one’s own': { accessCookieName: 'a', refreshCookieName: 'r' },
}

/**
 * A browser's jar, as far as it decides whether a cookie goes (RFC 6265bis sections 5.6 and 5.7). `isCrossSite`: the
 * answer came to a fetch from a page on another site.
 */
function createJar(isCrossSite: boolean) {
  const kept = new Map<string, string>()
  const takes = ({ name, attributes }: SeenCookie) => {
    const site = attributes.samesite ?? 'Lax'
    if (isCrossSite && site !== 'None') return false
    const needsSecure = site === 'None' || name.startsWith('__') || 'partitioned' in attributes
    return !needsSecure || 'secure' in attributes
  }
  const keyOf = ({ name, attributes }: SeenCookie) =>
    [name, attributes.domain, attributes.path, 'partitioned' in attributes].join(' ')
  return {
    size: () => kept.size,
    receive(reply: Reply) {
      for (const cookie of cookiesOf(reply).filter(takes)) {
        if (cookie.attributes['max-age'] === '0') kept.delete(keyOf(cookie))
        else kept.set(keyOf(cookie), cookie.value)
      }
    },
  }
}

for (const [about, config] of Object.entries(configs)) {
  test(`a logout and a failed refresh delete the cookies that a login set: ${about}`, async () => {
    const { cookie, ask } = await loggedInVictim(config)
    const jar = createJar(config.cookieSameSite === 'None')
    const login = () => ask('POST', '/api/auth/cookie/login/', { json: { email: attacker, password } })
    const endings = [
      () => ask('POST', '/api/auth/cookie/logout/', { headers: { cookie } }),
      () => ask('POST', '/api/auth/cookie/refresh/', { headers: { cookie } }),
    ]
    for (const end of endings) {
      jar.receive(await login())
      assert.equal(jar.size(), 2)
      jar.receive(await end())
      assert.equal(jar.size(), 0)
    }
  })
}
