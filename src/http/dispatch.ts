/**
 * Answers one request, in DRF's order: host (400), path (404), what the client can read (406), which version of the API
 * it wants (404, 406), who is asking and whether that is allowed (401, 403), how often (429), the method (405), login
 * attempts (429), and only then the body (415, 400), its fields (400) and the action. The order decides most answers to
 * odd requests. Nothing in a request is trusted before its step.
 */
import type { ParsedBody } from '../fields/parsed-body.ts'
import { AuthError } from '../problems.ts'
import type { System } from '../system.ts'
import { authorize } from './authorize/authorize.ts'
import { challengeOf } from './authorize/challenge.ts'
import { limitChanges, limitPasswords } from './authorize/limits.ts'
import { authenticatorsOf } from './authorize/presets.ts'
import { hasherOf } from './authorize/scoped-hasher.ts'
import { describeEndpoint } from './endpoints/describe-endpoint.ts'
import type { Call, Endpoint } from './endpoints/endpoint.ts'
import { findMethod } from './endpoints/find-method.ts'
import { readDeclared } from './endpoints/read-declared.ts'
import { findRoute, type Route, type Routes } from './endpoints/routing.ts'
import { locate } from './request/base-path.ts'
import { createClientReader } from './request/client-address.ts'
import { checkHost } from './request/host.ts'
import { withHttps } from './request/https.ts'
import type { Answer, Dispatch, Incoming, Outgoing } from './request/message.ts'
import { negotiate } from './request/negotiation.ts'
import { readBody } from './request/read-body.ts'
import { reportFailure } from './request/report-failure.ts'
import { createServedReporter } from './request/report-served.ts'
import { createRequestScope, type RequestScope } from './request/request-scope.ts'
import { withTraceHeader } from './request/trace-id.ts'
import { readVersion } from './request/versioning.ts'
import { allowedMethods } from './response/allowed-methods.ts'
import { withCors } from './response/cors.ts'
import { withReportedStream } from './response/reported-stream.ts'
import { requireSendable } from './response/require-sendable.ts'
import { type ResponseOptions, refusalOf, respond, respondBadRequest, respondProblem } from './response/respond.ts'

export type { Dispatch }

export function createDispatch(system: System, routes: Routes): Dispatch {
  const { settings, random } = system
  const readClient = createClientReader(settings, random)
  const answer = withHttps(
    withCors(incoming => dispatch(system, routes, incoming), settings),
    settings,
  )
  const beginReport = createServedReporter(system)
  return async received => {
    const client = readClient(received)
    const incoming = { ...client, ...locate(client, settings) }
    const report = beginReport?.(incoming)
    const outgoing = withTraceHeader(requireSendable(system, incoming, await answer(incoming)), incoming.traceId)
    report?.(outgoing.status, outgoing.about?.userId)
    return outgoing
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
    const isPage = settings.unknownPath === 'html' && error instanceof AuthError && error.code === 'disallowed_host'
    if (isPage) return respondBadRequest(error.code)
    return respondProblem(error, { allow: [], scheme: challengeOf([], settings) })
  }
}

async function serve(scope: RequestScope, route: ServedRoute, incoming: Incoming): Promise<Outgoing> {
  const outgoing = await serveRow(scope, route, incoming)
  return { ...outgoing, about: { ...outgoing.about, route: route.row } }
}

type ServedRoute = Extract<Route, { kind: 'endpoint' }>

async function serveRow(
  scope: RequestScope,
  { endpoint, params, format }: ServedRoute,
  incoming: Incoming,
): Promise<Outgoing> {
  const { system } = scope
  const { settings } = system
  let options = responseOptionsOf(system, endpoint)
  const body = readOnce(() => readBody(incoming, settings))
  try {
    options = { ...options, ...negotiate(incoming, format) }
    const version = readVersion(settings, { endpoint, incoming, params })
    const principal = await authorize(scope, endpoint, { ...incoming, params })
    const call = { incoming, params, principal, version, body: body.read }
    const answer = respond(await perform(system, endpoint, call), options)
    return about(
      withReportedStream(answer, incoming, error => reportFailure(scope, incoming, error)),
      scope,
    )
  } catch (error) {
    reportFailure(scope, incoming, error)
    return about(await refuse(scope, endpoint, { incoming, error, body: body.seen(), options }), scope)
  }
}

interface Refusing {
  readonly incoming: Incoming
  readonly error: unknown
  readonly body: ParsedBody | undefined
  readonly options: ResponseOptions
}

/** A page that cannot be shown either is a failure of its own, answered as data. */
async function refuse(
  scope: RequestScope,
  { showProblem }: Endpoint,
  { incoming, error, body, options }: Refusing,
): Promise<Outgoing> {
  if (showProblem === undefined || incoming.method === 'OPTIONS') return respondProblem(error, options)
  try {
    const shown = await showProblem(scope.system, { incoming, error: refusalOf(error), body })
    return respondProblem(error, options, shown)
  } catch (failure) {
    reportFailure(scope, incoming, failure)
    return respondProblem(failure, options)
  }
}

/** For the access log: the answer, and who asked. */
function about(outgoing: Outgoing, { callerId }: RequestScope): Outgoing {
  const userId = callerId()
  return userId === undefined ? outgoing : { ...outgoing, about: { ...outgoing.about, userId } }
}

function responseOptionsOf({ settings }: System, endpoint: Endpoint): ResponseOptions {
  const scheme = challengeOf(authenticatorsOf(endpoint.authentication, settings), settings)
  return { allow: allowedMethods(endpoint), scheme }
}

async function perform(system: System, endpoint: Endpoint, call: Call): Promise<Answer> {
  if (call.incoming.method === 'OPTIONS') return { status: 200, body: await describeEndpoint(system, endpoint, call) }
  const method = findMethod(endpoint, call.incoming.method)
  await limitChanges(system, method, call.principal)
  await limitPasswords(system, endpoint, method, call.incoming)
  const read = await readDeclared(method, call)
  return await method.handle({ ...system, hasher: hasherOf(system, method, call.incoming) }, read)
}

/** A stream can be read once: the pipeline, the handler and what shows a refusal get the same body. */
function readOnce<T>(read: () => Promise<T>): { read(): Promise<T>; seen(): T | undefined } {
  let reading: Promise<T> | undefined
  let seen: T | undefined
  const start = async () => {
    seen = await read()
    return seen
  }
  return {
    read() {
      reading ??= start()
      return reading
    },
    seen: () => seen,
  }
}
