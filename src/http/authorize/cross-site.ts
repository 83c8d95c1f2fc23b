/**
 * Whether another site makes this request with this site's cookies (CSRF). The browser's own word comes first
 * (Sec-Fetch-Site); the Origin header is the fallback for browsers and connections without it. A client that sends
 * neither is not a browser and holds no other user's cookies, so curl and the tutorials are served.
 */
import { problem } from '../../problems.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Incoming } from '../request/message.ts'

type CrossSiteSettings = Pick<Settings, 'crossSiteCheck' | 'trustedOrigins'>

const safeMethods = ['GET', 'HEAD', 'OPTIONS']

/** Throws `csrf_failed`. Does NOT check requests with safe methods. */
export function refuseCrossSite(incoming: Incoming, settings: CrossSiteSettings): void {
  if (!settings.crossSiteCheck || safeMethods.includes(incoming.method)) return
  if (isCrossSite(incoming, settings.trustedOrigins)) throw problem('csrf_failed', { reason: 'cross_site' })
}

/** Whether a page of another site makes this request, whatever its method: a WebSocket begins with a GET, too. */
export function isCrossSite(incoming: Incoming, trustedOrigins: readonly string[]): boolean {
  const origin = incoming.header('origin')
  if (origin !== undefined && trustedOrigins.includes(origin)) return false
  const site = incoming.header('sec-fetch-site')
  // `same-site` is a sibling subdomain or another port: not this site.
  if (site !== undefined) return site !== 'same-origin' && site !== 'none'
  return origin !== undefined && !isOwnOrigin(origin, incoming)
}

/** Compares the Host header, and the scheme where it is known: a proxy does not always say which one it was. */
function isOwnOrigin(origin: string, incoming: Incoming): boolean {
  const [, scheme = '', host = ''] = /^(https?):\/\/([^/?#@\s]+)$/.exec(origin.toLowerCase()) ?? []
  if (host === '' || (incoming.scheme !== undefined && incoming.scheme !== scheme)) return false
  const own = (incoming.header('host') ?? '').toLowerCase()
  return withoutDefaultPort(host, scheme) === withoutDefaultPort(own, scheme)
}

function withoutDefaultPort(host: string, scheme: string): string {
  return host.replace(scheme === 'https' ? /:443$/ : /:80$/, '')
}
