/**
 * The access token of the cookie that the cookie endpoints set. A browser sends it along whichever page asks, so a
 * request that changes something must not come from another site (CSRF).
 */
import { authenticate } from '../../flows/authenticate.ts'
import { problem } from '../../problems.ts'
import type { Principal } from '../../users/principal.ts'
import type { Incoming } from '../request/message.ts'
import { areCookiesSecure } from '../response/cookies.ts'
import type { Authenticator } from './authenticator.ts'
import { refuseCrossSite } from './cross-site.ts'
import { findCookieToken, tokenCookieName } from './find-cookie-token.ts'

/** Accepts the access cookie. Changes from other sites are refused (CSRF). */
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
    const principal = await authenticate(system, token, options.isStateless)
    refuseAnotherUser(incoming, principal)
    return principal
  },
}

/** All tabs share the cookies. A page that means one user names it, and is refused after another's sign-in. */
function refuseAnotherUser(incoming: Incoming, { id }: Principal): void {
  const meant = incoming.header('latchkey-user')
  if (meant === undefined || meant === String(id)) return
  throw problem('signed_in_as_another', { headers: { 'Latchkey-User': String(id) }, evidence: { userId: id } })
}
