/**
 * Guards for frameworks that have guards, filters and interceptors of their own, such as NestJS: a refusal is returned,
 * so that the framework answers it the way it answers every other one.
 */
import type { ServerResponse } from 'node:http'
import type { Auth } from '../auth.ts'
import type { GuardRule } from '../http/authorize/guard.ts'
import type { Outgoing } from '../http/request/message.ts'
import { type MountedRequest, reportWhenSent, toWholeIncoming } from './node-request.ts'
import { rememberPrincipal } from './principals.ts'
import { textParams } from './text-params.ts'

/** Why a request is refused. Its headers (`WWW-Authenticate`, `Retry-After`) are on the response already. */
export interface Refusal {
  readonly status: number
  /** The stable code: `not_authenticated`, `permission_denied`, `throttled`. */
  readonly code: string
  /** What is sent as JSON: SimpleJWT's body. */
  readonly body: object
}

/** Node's request and response, or those of a framework that keeps Node's in `raw`, as Fastify does. */
type Held<T> = T | { readonly raw: T }

/** The refusal of a request, or `undefined` if it may go on; `principalOf(request)` is its caller then. */
export type RequestGuard = (
  request: Held<MountedRequest>,
  response: Held<ServerResponse>,
) => Promise<Refusal | undefined>

/**
 * `const refusal = await guard(request, response)`, where a framework answers itself: throw its own exception with the
 * status and the body. In Express itself, `guarded` answers.
 */
export function createGuard(auth: Auth, rule: GuardRule): RequestGuard {
  const guard = auth.guard(rule)
  return async (request, response) => {
    const sent = 'raw' in response ? response.raw : response
    const incoming = toWholeIncoming('raw' in request ? request.raw : request)
    const admission = await guard({ ...incoming, params: textParams('params' in request ? request.params : undefined) })
    if (admission.kind === 'refused') return refuse(response, admission.outgoing)
    rememberPrincipal(request, admission.principal)
    reportWhenSent(sent, admission.reportServed)
    return undefined
  }
}

/** What describes the body is left to whatever sends it. */
const describing = ['content-type', 'content-length']

function refuse(response: Held<ServerResponse>, { status, headers, body, about }: Outgoing): Refusal {
  for (const [name, value] of headers) if (!describing.includes(name.toLowerCase())) addHeader(response, name, value)
  return { status, code: about?.code ?? 'error', body: body === '' ? {} : JSON.parse(body) }
}

/** Fastify sends the headers of its reply, and of Node's response only those that it does not have itself. */
function addHeader(response: Held<ServerResponse> | Reply, name: string, value: string): void {
  if ('raw' in response && 'header' in response) response.header(name, value)
  else ('raw' in response ? response.raw : response).appendHeader(name, value)
}

interface Reply {
  readonly raw: ServerResponse
  header(name: string, value: string): unknown
}
