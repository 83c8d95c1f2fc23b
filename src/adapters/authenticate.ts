/**
 * Who asks for a page that a server draws: by the access cookie, or by the refresh cookie once that has expired. Then the pair is
 * exchanged within the same request, and the new cookies go out with the page. Calls of one browser at the same moment share one
 * exchange, whichever node they come to, so twelve of them end with the same tokens. The row of the cookie refresh does the work, with
 * all its checks.
 */
import type { Auth } from '../auth.ts'
import { isCrossSite } from '../http/authorize/cross-site.ts'
import { findCookieToken } from '../http/authorize/find-cookie-token.ts'
import { refreshForPage, unknownNow } from '../http/page-refresh.ts'
import type { Incoming } from '../http/request/message.ts'
import type { Principal } from '../users/principal.ts'

/** What `authenticate` finds out. */
export interface Authenticated {
  /** `undefined`: anonymous, or the session is over. */
  readonly principal: Principal | undefined
  /** Values of `Set-Cookie` that the answer has to carry, one header each. Mostly none. */
  readonly cookies: readonly string[]
  /** The `Cookie` header as the browser will send it next time: for what is asked on its behalf while the page is drawn. */
  readonly cookieHeader: string
}

/** Where Latchkey stands in the application. */
export interface AuthenticateOptions {
  /** The path at which it is mounted: `/v1`. */
  readonly basePath?: string
}

/**
 * Throws an `AuthError` where it cannot be known now (503, and 429 beyond a limit of requests): a page must not say "please log in"
 * then, and no cookie is taken away.
 * Does NOT refresh for another site's page, unless the user follows its link here.
 */
export async function authenticateIncoming(
  auth: Auth,
  incoming: Incoming,
  options: AuthenticateOptions = {},
): Promise<Authenticated> {
  const cookieHeader = incoming.header('cookie') ?? ''
  const principal = await findPrincipal(auth, incoming)
  if (principal !== undefined) return { principal, cookies: [], cookieHeader }
  const refreshed = mayRefresh(auth, incoming) ? await refreshForPage(auth, incoming, options.basePath) : undefined
  if (refreshed === undefined) return { principal: undefined, cookies: [], cookieHeader }
  const next = withCookies(cookieHeader, refreshed.cookies)
  const found = refreshed.isFresh ? await findPrincipal(auth, withHeader(incoming, next)) : undefined
  // The session has ended since: its cookies would take the place of those that a login has set meanwhile.
  const isLate = refreshed.isFresh && refreshed.isShared && found === undefined
  if (isLate) return { principal: undefined, cookies: [], cookieHeader }
  return { principal: found, cookies: refreshed.cookies, cookieHeader: next }
}

async function findPrincipal(auth: Auth, incoming: Incoming): Promise<Principal | undefined> {
  const guard = auth.guard({
    authentication: 'cookie_first',
    permissions: [],
    invalidCredentials: 'ignore',
    throttles: [],
  })
  const admission = await guard({ ...incoming, method: 'GET' })
  if (admission.kind === 'admitted') return admission.principal
  if (admission.outgoing.status >= 500) throw unknownNow(admission.outgoing)
  return undefined
}

/**
 * An exchange that a page of another site brings about, such as by a picture, could lose its answer, and the next use of the old
 * token would look like a replay. A link that the user follows is theirs.
 */
function mayRefresh({ system: { settings } }: Auth, incoming: Incoming): boolean {
  const isFollowed =
    incoming.header('sec-fetch-mode') === 'navigate' && incoming.header('sec-fetch-dest') === 'document'
  if (isCrossSite(incoming, settings.trustedOrigins) && !isFollowed) return false
  return (findCookieToken(incoming, 'refresh', settings) ?? '') !== ''
}

function withHeader(incoming: Incoming, cookie: string): Incoming {
  return { ...incoming, header: name => (name === 'cookie' ? cookie : incoming.header(name)) }
}

/** As a browser keeps them: each in the place of the one of its name; one that has ended is gone. */
function withCookies(header: string, set: readonly string[]): string {
  const pairs = set.map(text => ({ pair: text.split(';', 1)[0] ?? '', hasEnded: /;\s*max-age=0(?:;|$)/i.test(text) }))
  const nameOf = (pair: string) => pair.split('=', 1)[0]?.trim()
  const names = new Set(pairs.map(({ pair }) => nameOf(pair)))
  const kept = header
    .split(';')
    .map(each => each.trim())
    .filter(each => each !== '' && !names.has(nameOf(each)))
  return [...kept, ...pairs.filter(({ hasEnded }) => !hasEnded).map(({ pair }) => pair)].join('; ')
}
