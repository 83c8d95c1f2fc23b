/**
 * Answers one request, in DRF's order: host (400), path (404), what the client can read (406), which version of the API
 * it wants (404, 406), who is asking and whether that is allowed (401, 403), how often (429), the method (405), login
 * attempts (429), and only then the body (415, 400), its fields (400) and the action. The order decides most answers to
 * odd requests. Nothing in a request is trusted before its step.
 */
import type { System } from '../system.ts'
import { authorize } from './authorize/authorize.ts'
import { challengeOf } from './authorize/challenge.ts'
import { limitLogins } from './authorize/limits.ts'
import { authenticatorsOf } from './authorize/presets.ts'
import { describeEndpoint } from './endpoints/describe-endpoint.ts'
import type { Call, Endpoint } from './endpoints/endpoint.ts'
import { findMethod } from './endpoints/find-method.ts'
import { findRoute, type Route, type Routes } from './endpoints/routing.ts'
import { createClientReader } from './request/client-address.ts'
import { checkHost } from './request/host.ts'
import { withHttps } from './request/https.ts'
import type { Answer, Dispatch, Incoming, Outgoing } from './request/message.ts'
import { negotiate } from './request/negotiation.ts'
import { readBody } from './request/read-body.ts'
import { reportFailure } from './request/report-failure.ts'
import { createRequestScope, type RequestScope } from './request/request-scope.ts'
import { withTraceHeader } from './request/trace-id.ts'
import { readVersion } from './request/versioning.ts'
import { allowedMethods } from './response/allowed-methods.ts'
import { withCors } from './response/cors.ts'
import { requireSendable } from './response/require-sendable.ts'
import { type ResponseOptions, respond, respondProblem } from './response/respond.ts'

export type { Dispatch }

export function createDispatch(system: System, routes: Routes): Dispatch {
  const { settings, random } = system
  const readClient = createClientReader(settings, random)
  const answer = withHttps(
    withCors(incoming => dispatch(system, routes, incoming), settings),
    settings,
  )
  return async received => {
    const incoming = readClient(received)
    return withTraceHeader(requireSendable(system, incoming, await answer(incoming)), incoming.traceId)
  }
}

async function dispatch(system: System, routes: Routes, incoming: Incoming): Promise<Outgoing> {
  const { settings } = system
  const scope = createRequestScope(system, incoming)
  try {
    checkHost(incoming.header('host'), settings.allowedHosts)
    const route = findRoute(routes, incoming, settings)
    return route.kind === 'page' ? route.page : await serve(scope, route, incoming)
  } catch (error) {
    reportFailure(scope, incoming, error)
    return respondProblem(error, { allow: [], scheme: challengeOf([], settings) })
  }
}

async function serve(scope: RequestScope, route: ServedRoute, incoming: Incoming): Promise<Outgoing> {
  const outgoing = await serveRow(scope, route, incoming)
  return { ...outgoing, about: { ...outgoing.about, route: route.row } }
}

type ServedRoute = Extract<Route, { kind: 'endpoint' }>

async function serveRow(scope: RequestScope, { endpoint, params }: ServedRoute, incoming: Incoming): Promise<Outgoing> {
  const { system } = scope
  const { settings } = system
  let options = responseOptionsOf(system, endpoint)
  try {
    options = { ...options, ...negotiate(incoming) }
    const version = readVersion(settings, { endpoint, incoming, params })
    const principal = await authorize(system, endpoint, incoming)
    const call = { incoming, params, principal, version, body: () => readBody(incoming, settings) }
    return respond(await perform(system, endpoint, call), options)
  } catch (error) {
    reportFailure(scope, incoming, error)
    return respondProblem(error, options)
  }
}

function responseOptionsOf({ settings }: System, endpoint: Endpoint): ResponseOptions {
  const scheme = challengeOf(authenticatorsOf(endpoint.authentication, settings), settings)
  return { allow: allowedMethods(endpoint), scheme }
}

async function perform(system: System, endpoint: Endpoint, call: Call): Promise<Answer> {
  if (call.incoming.method === 'OPTIONS') return { status: 200, body: await describeEndpoint(system, endpoint, call) }
  const method = findMethod(endpoint, call.incoming.method)
  await limitLogins(system, endpoint, method, call.incoming)
  return await method.handle(system, call)
}
