/**
 * Whether another site makes this request with the cookies of this one (CSRF). What the browser itself says comes
 * first (Sec-Fetch-Site), the Origin header is the fallback for browsers and connections without it. A client that
 * sends neither is no browser, and has nobody else's cookies: curl and the tutorials are served.
 */
import { problem } from '../../problems.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Incoming } from '../request/message.ts'

type CrossSiteSettings = Pick<Settings, 'crossSiteCheck' | 'trustedOrigins'>

const safeMethods = ['GET', 'HEAD', 'OPTIONS']

/** Throws `csrf_failed`. Does NOT look at requests that change nothing. */
export function refuseCrossSite(incoming: Incoming, settings: CrossSiteSettings): void {
  if (!settings.crossSiteCheck || safeMethods.includes(incoming.method)) return
  if (isForeign(incoming, settings.trustedOrigins)) throw problem('csrf_failed', { reason: 'cross_site' })
}

/** Whether a page of somebody else's makes this request. A WebSocket begins with a GET, and is no safe one. */
export function isForeign(incoming: Incoming, trustedOrigins: readonly string[]): boolean {
  const origin = incoming.header('origin')
  if (origin !== undefined && trustedOrigins.includes(origin)) return false
  const site = incoming.header('sec-fetch-site')
  // `same-site` is a sibling subdomain or another port: not us.
  if (site !== undefined) return site !== 'same-origin' && site !== 'none'
  return origin !== undefined && !isOwnOrigin(origin, incoming)
}

/** By the host that was addressed, and by the scheme where it is known: a proxy in front may not say which it spoke. */
function isOwnOrigin(origin: string, incoming: Incoming): boolean {
  const [, scheme = '', host = ''] = /^(https?):\/\/([^/?#@\s]+)$/.exec(origin.toLowerCase()) ?? []
  if (host === '' || (incoming.scheme !== undefined && incoming.scheme !== scheme)) return false
  const own = (incoming.header('host') ?? '').toLowerCase()
  return withoutDefaultPort(host, scheme) === withoutDefaultPort(own, scheme)
}

function withoutDefaultPort(host: string, scheme: string): string {
  return host.replace(scheme === 'https' ? /:443$/ : /:80$/, '')
}
