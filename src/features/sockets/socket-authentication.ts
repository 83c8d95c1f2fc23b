/**
 * The authenticator of a WebSocket's opening request, for the token that was found in it. A cookie is as special here
 * as at endpoints: a browser attaches it by itself, so the page that opens the socket must be one of ours.
 */
import { authenticate } from '../../flows/authenticate.ts'
import type { Authenticator } from '../../http/authorize/authenticator.ts'
import { isCrossSite } from '../../http/authorize/cross-site.ts'
import type { Incoming } from '../../http/request/message.ts'
import { problem } from '../../problems.ts'
import type { Settings } from '../../settings/settings.ts'
import type { FoundSocketToken } from './find-socket-token.ts'

export function socketAuthentication({ token, from }: FoundSocketToken): Authenticator {
  const isCookie = from === 'cookie'
  return {
    name: 'SocketAuthentication',
    isChallenge: true,
    ...(isCookie ? { isAmbient: true } : {}),
    async authenticate(system, incoming) {
      if (isCookie) refuseCrossSiteSocket(incoming, system.settings)
      return await authenticate(system, token)
    },
  }
}

/**
 * Cross-site WebSocket hijacking: the browser sends the cookie along whichever page opens the socket, and lets that
 * page read what comes. There is no preflight, and SameSite does not stop a sibling subdomain. A handshake is a GET,
 * and is checked all the same.
 */
function refuseCrossSiteSocket(incoming: Incoming, { crossSiteCheck, trustedOrigins }: Settings): void {
  if (crossSiteCheck && isCrossSite(incoming, trustedOrigins)) {
    throw problem('csrf_failed', { reason: 'cross_site_socket' })
  }
}
