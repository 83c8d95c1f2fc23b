/**
 * Who opens a WebSocket. What is wrong is said before the handshake, as an HTTP answer, wherever that can be: a
 * browser's page learns nothing from it, every other client learns the reason.
 */
import { authenticate } from '../../flows/authenticate.ts'
import { isForeign } from '../../http/authorize/cross-site.ts'
import { denialOf } from '../../http/authorize/permission-error.ts'
import { checkHost } from '../../http/request/host.ts'
import type { Incoming, Outgoing } from '../../http/request/message.ts'
import { reportFailure } from '../../http/request/report-failure.ts'
import { createRequestScope, type RequestScope } from '../../http/request/request-scope.ts'
import { respondProblem } from '../../http/response/respond.ts'
import { isAuthenticated } from '../../permissions/built-in.ts'
import { findRefusal } from '../../permissions/permission.ts'
import { AuthError, problem } from '../../problems.ts'
import type { System } from '../../system.ts'
import type { Principal } from '../../users/principal.ts'
import type { SocketEnd } from './close-codes.ts'
import { whyItEnds } from './close-reason.ts'
import { findSocketToken, socketCredentials } from './find-socket-token.ts'
import type { SocketOptions } from './socket-options.ts'

/** A token and whose it is: what a socket lives by. */
export interface SocketIdentity {
  readonly principal: Principal
  readonly token: string
}

export type Admission =
  | { readonly kind: 'somebody'; readonly identity: SocketIdentity }
  | { readonly kind: 'nobody' }
  /** The handshake may go on; who it is comes with the first message. */
  | { readonly kind: 'first_message'; readonly identify: IdentifyFirst }
  | { readonly kind: 'refused'; readonly answer: Outgoing }

export type IdentifyFirst = (token: string) => Promise<SocketIdentity | SocketEnd>

/** Never throws: a refusal is an answer. */
export async function admitSocket(system: System, incoming: Incoming, options: SocketOptions): Promise<Admission> {
  const scope = createRequestScope(system, incoming)
  try {
    checkHost(incoming.header('host'), system.settings.allowedHosts)
    if (isPlain(incoming, system)) throw problem('permission_denied', { title: 'Use wss.', reason: 'plain_http' })
    return (await recognize(scope.system, incoming, options)) ?? withoutToken(scope, incoming, options)
  } catch (error) {
    reportFailure(scope, incoming, error)
    const scheme = system.settings.authHeaderTypes[0] ?? 'Bearer'
    return { kind: 'refused', answer: respondProblem(error, { allow: [], scheme }) }
  }
}

/** Nobody follows a redirect with a WebSocket: where the rest is sent to HTTPS, this is refused. */
function isPlain({ scheme }: Incoming, { settings }: System): boolean {
  return settings.secureSslRedirect && scheme !== 'https'
}

/** `undefined` for no token, and for a cookie that is no good any more where another way in is left. */
async function recognize(system: System, incoming: Incoming, options: SocketOptions): Promise<Admission | undefined> {
  const found = findSocketToken(incoming, options, system.settings)
  if (found === undefined) return undefined
  // Cross-site WebSocket hijacking: the browser sends the cookie along whoever's page opens the socket, and lets that
  // page read what comes. There is no preflight, and SameSite does not stop a sibling subdomain.
  const { crossSiteCheck, trustedOrigins } = system.settings
  if (found.from === 'cookie' && crossSiteCheck && isForeign(incoming, trustedOrigins)) {
    throw problem('csrf_failed', { reason: 'cross_site_socket' })
  }
  try {
    return { kind: 'somebody', identity: await identifySocket(system, found.token, options) }
  } catch (error) {
    const isStale = found.from === 'cookie' && error instanceof AuthError && error.status === 401
    if (isStale && hasAnotherWay(system, options)) return undefined
    throw error
  }
}

/** The principal of a token, if it may be here. Throws what `authenticate` throws, `permission_denied`. */
export async function identifySocket(system: System, token: string, options: SocketOptions): Promise<SocketIdentity> {
  const principal = await authenticate(system, token)
  const permissions = options.permissions ?? [isAuthenticated]
  const refusal = await findRefusal(permissions, { principal, method: 'GET' })
  if (refusal !== undefined) throw denialOf(refusal, principal)
  return { principal, token }
}

function withoutToken(scope: RequestScope, incoming: Incoming, options: SocketOptions): Admission {
  if (options.anonymous === 'allowed') return { kind: 'nobody' }
  if (!hasAnotherWay(scope.system, options)) throw problem('not_authenticated', { reason: 'socket' })
  return { kind: 'first_message', identify: identifyFirst(scope, incoming, options) }
}

function hasAnotherWay({ settings }: System, options: SocketOptions): boolean {
  return options.anonymous === 'allowed' || socketCredentials(options, settings).includes('first_message')
}

function identifyFirst(scope: RequestScope, incoming: Incoming, options: SocketOptions): IdentifyFirst {
  return async token => {
    try {
      return await identifySocket(scope.system, token, options)
    } catch (error) {
      reportFailure(scope, incoming, error)
      return whyItEnds(error, 'refused')
    }
  }
}
