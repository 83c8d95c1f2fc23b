/**
 * One request through the house, in DRF's order: host, path, what the client can read (406), which version of the API
 * it wants (404, 406), who is asking (401), whether they may (401, 403), how often (429), the method (405), and only
 * then the body (415, 400), its fields (400) and the deed.
 * The order decides most answers to odd requests; it was there before the endpoints.
 */
import { readTraceparent } from '../kernel/trace-context.ts'
import { problem } from '../problems.ts'
import type { System } from '../system.ts'
import { authorize } from './authorize/authorize.ts'
import { limitLogins } from './authorize/limits.ts'
import { describeEndpoint } from './endpoints/describe-endpoint.ts'
import type { Call, Endpoint, EndpointMethod, Method } from './endpoints/endpoint.ts'
import { findRoute, type Route, type Routes } from './endpoints/routing.ts'
import { createClientReader } from './request/client-address.ts'
import { checkHost } from './request/host.ts'
import { withHttps } from './request/https.ts'
import type { Answer, Dispatch, Incoming, Outgoing } from './request/message.ts'
import { negotiate } from './request/negotiation.ts'
import { parseBody } from './request/parsers/body.ts'
import { reportFailure } from './request/report-failure.ts'
import { createRequestScope, type RequestScope } from './request/request-scope.ts'
import { readVersion } from './request/versioning.ts'
import { allowedMethods } from './response/allowed-methods.ts'
import { withCors } from './response/cors.ts'
import { respond, respondProblem, type Shape } from './response/respond.ts'

export type { Dispatch }

type ServedRoute = Extract<Route, { kind: 'endpoint' }>

export function createDispatch(system: System, routes: Routes): Dispatch {
  const readClient = createClientReader(system.settings)
  const answer = withHttps(withCors(dispatch, system.settings), system.settings)
  return async received => {
    // A UUID is as long as a trace id, and comes from a pool: 16 bytes from the system cost more than the request.
    const traceId = received.traceId ?? readTraceparent(received.header('traceparent')) ?? system.random.uuidHex()
    const outgoing = await answer(readClient(received, traceId))
    return { ...outgoing, headers: [...outgoing.headers, ['Latchkey-Trace', traceId]] }
  }

  async function dispatch(incoming: Incoming): Promise<Outgoing> {
    const outside: Shape = { allow: [], scheme: schemeOf(system) }
    const scope = createRequestScope(system, incoming)
    try {
      checkHost(incoming.header('host'), system.settings.allowedHosts)
      const route = findRoute(routes, incoming, system.settings)
      return route.kind === 'page' ? route.page : await serve(scope, route, incoming)
    } catch (error) {
      reportFailure(scope, incoming, error)
      return respondProblem(error, outside)
    }
  }
}

async function serve(scope: RequestScope, route: ServedRoute, incoming: Incoming): Promise<Outgoing> {
  const outgoing = await serveRow(scope, route, incoming)
  return { ...outgoing, about: { ...outgoing.about, route: route.row } }
}

async function serveRow(scope: RequestScope, { endpoint, params }: ServedRoute, incoming: Incoming): Promise<Outgoing> {
  const { system } = scope
  let shape: Shape = { allow: allowedMethods(endpoint), scheme: schemeOf(system, endpoint) }
  try {
    shape = { ...shape, ...negotiate(incoming.header('accept'), formatOf(incoming)) }
    const version = readVersion(system.settings, { endpoint, incoming, params })
    const principal = await authorize(system, endpoint, incoming)
    return respond(await perform(system, endpoint, createCall(system, { incoming, params, principal, version })), shape)
  } catch (error) {
    reportFailure(scope, incoming, error)
    return respondProblem(error, shape)
  }
}

/** What a 401 says to come back with. Nothing where the row's first authenticator has no scheme. */
function schemeOf({ settings }: System, endpoint?: Endpoint): string | undefined {
  const first = typeof endpoint?.authentication === 'object' ? endpoint.authentication[0] : undefined
  return first?.isChallenge === false ? undefined : (settings.authHeaderTypes[0] ?? 'Bearer')
}

async function perform(system: System, endpoint: Endpoint, call: Call): Promise<Answer> {
  if (call.incoming.method === 'OPTIONS') return { status: 200, body: await describeEndpoint(system, endpoint, call) }
  const method = findMethod(endpoint, call.incoming.method)
  await limitLogins(system, endpoint, method, call.incoming)
  return await method.handle(system, call)
}

function findMethod(endpoint: Endpoint, sent: string): Method {
  const wanted = sent === 'HEAD' && endpoint.hasHead !== false ? 'GET' : sent
  const method = Object.hasOwn(endpoint.methods, wanted) ? endpoint.methods[wanted as EndpointMethod] : undefined
  if (method === undefined) throw problem('method_not_allowed', { title: `Method "${sent}" not allowed.` })
  return method
}

function createCall({ settings }: System, request: Omit<Call, 'body'>): Call {
  const { incoming } = request
  const body = async () => {
    refuseEncoded(incoming)
    return parseBody(await incoming.body(settings.bodyLimit), incoming.header('content-type'))
  }
  return { ...request, body }
}

/**
 * A body that has to be unpacked first may grow a thousandfold (a zip bomb): none is (RFC 9110 section 8.4). Nor is one
 * that was packed for the transfer (`gzip, chunked`), which Node hands over as it came (RFC 9112 section 6.1).
 */
function refuseEncoded(incoming: Incoming): void {
  const content = codingOf(incoming.header('content-encoding'))
  const transfer = codingOf(incoming.header('transfer-encoding'))
  if (['', 'identity'].includes(content) && ['', 'chunked'].includes(transfer)) return
  throw problem('unsupported_media_type', { title: 'Encoded request bodies are not supported.', reason: 'encoding' })
}

function codingOf(header = ''): string {
  return header.trim().toLowerCase()
}

function formatOf(incoming: Incoming): string | undefined {
  return new URLSearchParams(incoming.query).get('format') ?? undefined
}
