/**
 * Whether a WebSocket may open. A refusal is an HTTP answer before the handshake wherever that is possible: a browser's
 * page cannot read it, every other client learns the reason. Tokens are verified as at endpoints, and nothing else in
 * the opening request is trusted.
 */
import { authenticate } from '../../flows/authenticate.ts'
import {
  type Admission,
  type Anonymous,
  type Authenticated,
  admit,
  admitCaller,
} from '../../http/authorize/admission.ts'
import { challengeOf } from '../../http/authorize/challenge.ts'
import type { Naming } from '../../http/authorize/permission-question.ts'
import { checkHost } from '../../http/request/host.ts'
import type { Incoming, Outgoing } from '../../http/request/message.ts'
import { reportFailure } from '../../http/request/report-failure.ts'
import { createRequestScope, type RequestScope } from '../../http/request/request-scope.ts'
import { requireSendable } from '../../http/response/require-sendable.ts'
import { respondProblem } from '../../http/response/respond.ts'
import { isAuthenticated } from '../../permissions/built-in.ts'
import type { Permission } from '../../permissions/permission.ts'
import { problem } from '../../problems.ts'
import type { System } from '../../system.ts'
import type { SocketCloseReason } from './close-codes.ts'
import { closeReasonOf } from './close-reason.ts'
import { type FoundSocketToken, findSocketToken, socketCredentials } from './find-socket-token.ts'
import { socketAuthentication } from './socket-authentication.ts'
import type { SocketOptions } from './socket-options.ts'

/** The principal of a socket, with the token that is checked again for as long as the socket is open. */
export interface SocketCaller extends Authenticated {
  readonly token: string
  /** Where the opening request named its organization, which every later check asks again. */
  readonly naming: Naming
}

/** An `Admission`, where a refusal is an answer and the credentials may still come with the first message. */
export type SocketAdmission =
  | SocketCaller
  | Anonymous
  | { readonly kind: 'first_message'; readonly admitToken: AdmitFirstMessage }
  | { readonly kind: 'refused'; readonly answer: Outgoing }

export type AdmitFirstMessage = (token: string) => Promise<SocketCaller | SocketCloseReason>

/** Never throws: a refusal is an answer. */
export async function admitSocket(
  system: System,
  incoming: Incoming,
  options: SocketOptions,
): Promise<SocketAdmission> {
  const { settings } = system
  const scope = createRequestScope(system, incoming)
  try {
    checkHost(incoming.header('host'), settings.allowedHosts)
    refusePlainHttp(incoming, system)
    const found = findSocketToken(incoming, options, settings)
    if (found === undefined) return await admitWithoutToken(scope, incoming, options)
    return await admitFoundToken(scope, found, incoming, options)
  } catch (error) {
    reportFailure(scope, incoming, error)
    const { problemDocsUrl } = settings
    const answer = respondProblem(error, { allow: [], scheme: challengeOf([], settings), problemDocsUrl })
    return { kind: 'refused', answer: requireSendable(system, incoming, answer) }
  }
}

/** WebSocket clients follow no redirect, so where HTTP is redirected to HTTPS, this is refused. */
function refusePlainHttp({ scheme }: Incoming, { settings }: System): void {
  if (!settings.secureSslRedirect || scheme === 'https') return
  throw problem('permission_denied', { title: 'Use wss.', reason: 'plain_http' })
}

async function admitFoundToken(
  scope: RequestScope,
  found: FoundSocketToken,
  incoming: Incoming,
  options: SocketOptions,
): Promise<SocketAdmission> {
  const authentication = [socketAuthentication(found)]
  const rule = { authentication, permissions: permissionsOf(options) }
  const naming = namingOf(scope.system, incoming)
  // The place of the organization alone: the request's own headers say who is asking, and from which page.
  const admission = await admit(scope, rule, { ...incoming, params: naming.params })
  // A stale cookie must not lock a client out that can still authenticate, or stay anonymous.
  const isStaleCookie = found.from === 'cookie' && admission.kind === 'refused' && admission.error.status === 401
  if (isStaleCookie && hasAnotherWay(scope.system, options)) return await admitWithoutToken(scope, incoming, options)
  return callerOf(admission, found.token, naming)
}

/** A token that came by itself: in a first message, as a renewal, or checked again. Throws what refuses it. */
export async function admitSocketToken(
  scope: Pick<RequestScope, 'system'> & Partial<Pick<RequestScope, 'noteCaller'>>,
  token: string,
  options: SocketOptions,
  naming: Naming,
): Promise<SocketCaller> {
  const { system } = scope
  const caller = { kind: 'authenticated', principal: await authenticate(system, token) } as const
  scope.noteCaller?.(caller.principal)
  const about = { ...naming, method: 'GET' }
  return callerOf(await admitCaller(system, caller, permissionsOf(options), about), token, naming)
}

/**
 * By a parameter of the path, `?organization=` or the header, which browsers cannot set here. Kept apart from the request,
 * for as long as the socket is open.
 */
function namingOf({ settings }: System, { params, query, header }: Incoming): Naming {
  const name = settings.organizationHeader.toLowerCase()
  const given = header(name)
  const inQuery = new URLSearchParams(query).get('organization')
  const organization = params?.organization ?? inQuery
  return {
    ...(organization === null ? {} : { params: { organization } }),
    header: asked => (asked === name ? given : undefined),
  }
}

/** Only tokens get here, so there is a principal in any case. */
function permissionsOf({ permissions = [] }: SocketOptions): readonly Permission[] {
  return [isAuthenticated, ...permissions]
}

function callerOf(admission: Admission, token: string, naming: Naming): SocketCaller {
  if (admission.kind === 'authenticated') return { ...admission, token, naming }
  throw admission.kind === 'refused' ? admission.error : problem('not_authenticated', { reason: 'socket' })
}

async function admitWithoutToken(
  scope: RequestScope,
  incoming: Incoming,
  options: SocketOptions,
): Promise<SocketAdmission> {
  if (options.anonymous === 'allowed') return await admitAnonymous(scope.system, options)
  if (!hasAnotherWay(scope.system, options)) throw problem('not_authenticated', { reason: 'socket' })
  return { kind: 'first_message', admitToken: admitFirstMessage(scope, incoming, options) }
}

/** The permissions are asked without a principal, as an endpoint asks them. */
async function admitAnonymous(system: System, { permissions = [] }: SocketOptions): Promise<Anonymous> {
  const nowhere = { method: 'GET', header: () => undefined }
  const admission = await admitCaller(system, { kind: 'anonymous' }, permissions, nowhere)
  if (admission.kind === 'anonymous') return admission
  throw admission.kind === 'refused' ? admission.error : problem('not_authenticated', { reason: 'socket' })
}

function hasAnotherWay({ settings }: System, options: SocketOptions): boolean {
  return options.anonymous === 'allowed' || socketCredentials(options, settings).includes('first_message')
}

function admitFirstMessage(scope: RequestScope, incoming: Incoming, options: SocketOptions): AdmitFirstMessage {
  return async token => {
    try {
      return await admitSocketToken(scope, token, options, namingOf(scope.system, incoming))
    } catch (error) {
      reportFailure(scope, incoming, error)
      return closeReasonOf(error, 'refused')
    }
  }
}
