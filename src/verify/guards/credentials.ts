/** Finds the token of a request, read as the server of Latchkey reads it. Does NOT verify it. */
import { splitAscii } from '../../kernel/python-text.ts'
import { problem } from '../../problems.ts'

/** A request, as far as a guard looks at it. */
export interface GuardedRequest {
  readonly method: string
  /** By lower-case name. A header that came twice is joined by commas, so that the second one is not overlooked. */
  header(name: string): string | undefined
}

export interface Credentials {
  readonly token: string
  readonly from: 'header' | 'cookie'
}

/**
 * `undefined` for no header, an empty one and other schemes: those requests are anonymous, not wrong. The right scheme
 * with no value or with several is refused.
 */
export function findCredentials(request: GuardedRequest, cookie: string | undefined): Credentials | undefined {
  const parts = splitAscii(request.header('authorization') ?? '')
  const [scheme, token] = parts
  if (scheme?.toLowerCase() === 'bearer') {
    if (parts.length !== 2 || token === undefined) throw problem('bad_authorization_header', { reason: 'part_count' })
    return { token, from: 'header' }
  }
  const values = cookie === undefined ? [] : readCookie(request, cookie)
  const [first] = values
  if (first === undefined) return undefined
  refuseCrossSite(request)
  // A sibling subdomain can have set one of several (cookie tossing): an empty text is no valid token.
  return { token: values.length > 1 ? '' : first, from: 'cookie' }
}

/** Every value that came under this name, once each. Blanks and tabs alone are left out: other spaces are of the name. */
function readCookie(request: GuardedRequest, name: string): readonly string[] {
  const pairs = (request.header('cookie') ?? '').split(';').map(pair => pair.replace(/^[ \t]+/, ''))
  return [...new Set(pairs.filter(pair => pair.startsWith(`${name}=`)).map(pair => pair.slice(name.length + 1)))]
}

const safeMethods: readonly string[] = ['GET', 'HEAD', 'OPTIONS']

/**
 * Whether a page of another site makes the request (CSRF). The browser's own word comes first; the Origin header is for
 * browsers and connections without it. A client that sends neither is no browser, and holds no other user's cookies.
 */
function refuseCrossSite(request: GuardedRequest): void {
  if (safeMethods.includes(request.method)) return
  const [site, origin] = [request.header('sec-fetch-site'), request.header('origin')]
  const isOwn =
    site === undefined
      ? origin === undefined || isOwnOrigin(origin, request)
      : site === 'same-origin' || site === 'none'
  if (!isOwn) throw problem('csrf_failed', { reason: 'cross_site' })
}

function isOwnOrigin(origin: string, request: GuardedRequest): boolean {
  const [, scheme = '', host = ''] = /^(https?):\/\/([^/?#@\s]+)$/.exec(origin.toLowerCase()) ?? []
  const own = (request.header('host') ?? '').toLowerCase()
  return host !== '' && withoutDefaultPort(host, scheme) === withoutDefaultPort(own, scheme)
}

function withoutDefaultPort(host: string, scheme: string): string {
  return host.replace(scheme === 'https' ? /:443$/ : /:80$/, '')
}
