/**
 * The access token of the cookie that the cookie endpoints set. A browser sends it along whichever page asks, so a
 * request that changes something must not come from another site (CSRF).
 */
import { authenticate } from '../../flows/authenticate.ts'
import { areCookiesSecure } from '../response/cookies.ts'
import type { Authenticator } from './authenticator.ts'
import { refuseCrossSite } from './cross-site.ts'
import { findCookieToken, tokenCookieName } from './find-cookie-token.ts'

export const cookieAuthentication: Authenticator = {
  name: 'CookieAuthentication',
  // The 401 names the scheme of the header: a client without a browser can come back with that.
  isChallenge: true,
  isAmbient: true,
  security: settings => ({
    name: 'accessCookie',
    scheme: {
      type: 'apiKey',
      in: 'cookie',
      name: tokenCookieName('access', settings),
      description: `The cookie that the cookie endpoints set.${areCookiesSecure(settings) ? ' Sent over HTTPS alone.' : ''}`,
    },
  }),
  async authenticate(system, incoming, options = {}) {
    const token = findCookieToken(incoming, 'access', system.settings)
    if (token === undefined) return undefined
    refuseCrossSite(incoming, system.settings)
    return await authenticate(system, token, options.isStateless)
  },
}
