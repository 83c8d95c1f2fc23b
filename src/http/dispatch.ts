/**
 * Answers one request, in DRF's order: host (400), path (404), what the client can read (406), which version of the API
 * it wants (404, 406), who is asking and whether that is allowed (401, 403), how often (429), the method (405), login
 * attempts (429), and only then the body (415, 400), its fields (400) and the action. The order decides most answers to
 * odd requests. Nothing in a request is trusted before its step.
 */
import type { ParsedBody } from '../fields/parsed-body.ts'
import { AuthError } from '../problems.ts'
import type { Settings } from '../settings/settings.ts'
import type { System } from '../system.ts'
import { authorize } from './authorize/authorize.ts'
import { challengeOf } from './authorize/challenge.ts'
import { limitChanges, limitPasswords } from './authorize/limits.ts'
import { hasherOf } from './authorize/scoped-hasher.ts'
import { describeEndpoint } from './endpoints/describe-endpoint.ts'
import type { Call, Endpoint, Method } from './endpoints/endpoint.ts'
import { findMethod } from './endpoints/find-method.ts'
import { createRowPreparer, isPlain, type PreparedRow } from './endpoints/prepare-row.ts'
import { readDeclared } from './endpoints/read-declared.ts'
import { findRoute, type Routes, type ServedRoute } from './endpoints/routing.ts'
import { locate } from './request/base-path.ts'
import { createClientReader } from './request/client-address.ts'
import { createHostCheck } from './request/host.ts'
import { withHttps } from './request/https.ts'
import type { Answer, Dispatch, Incoming, Outgoing } from './request/message.ts'
import { negotiate } from './request/negotiation.ts'
import { readBody } from './request/read-body.ts'
import { reportFailure } from './request/report-failure.ts'
import { createServedReporter } from './request/report-served.ts'
import { createRequestScope, type RequestScope } from './request/request-scope.ts'
import { withTraceHeader } from './request/trace-id.ts'
import { readVersion } from './request/versioning.ts'
import { withCors } from './response/cors.ts'
import { withReportedStream } from './response/reported-stream.ts'
import { requireSendable } from './response/require-sendable.ts'
import {
  noMethods,
  type ResponseOptions,
  refusalOf,
  respond,
  respondBadRequest,
  respondProblem,
} from './response/respond.ts'

export type { Dispatch }

export function createDispatch(system: System, routes: Routes): Dispatch {
  const { settings, random } = system
  const readClient = createClientReader(settings, random)
  const parts: Parts = {
    system,
    routes,
    prepare: createRowPreparer(settings),
    checkHost: createHostCheck(settings.allowedHosts),
  }
  const answer = withHttps(
    withCors(incoming => dispatch(parts, incoming), settings),
    settings,
  )
  const beginReport = createServedReporter(system)
  return async received => {
    const incoming = locate(readClient(received), settings)
    const report = beginReport?.(incoming)
    const outgoing = withTraceHeader(requireSendable(system, incoming, await answer(incoming)), incoming.traceId)
    report?.(outgoing.status, outgoing.about?.userId)
    return outgoing
  }
}

interface Parts {
  readonly system: System
  readonly routes: Routes
  readonly prepare: (endpoint: Endpoint) => PreparedRow
  readonly checkHost: (header: string | undefined) => void
}

function dispatch({ system, routes, prepare, checkHost }: Parts, incoming: Incoming): Outgoing | Promise<Outgoing> {
  const { settings } = system
  const scope = createRequestScope(system, incoming)
  try {
    checkHost(incoming.header('host'))
    const route = findRoute(routes, incoming, settings)
    return route.kind === 'page' ? route.page : serve(scope, route, prepare(route.endpoint), { settings, incoming })
  } catch (error) {
    reportFailure(scope, incoming, error)
    const isPage = settings.unknownPath === 'html' && error instanceof AuthError && error.code === 'disallowed_host'
    if (isPage) return respondBadRequest(error.code)
    const { problemDocsUrl } = settings
    return respondProblem(error, { allow: noMethods, scheme: challengeOf([], settings), problemDocsUrl })
  }
}

async function serve(
  scope: RequestScope,
  route: ServedRoute,
  { options: usual, rule, isOpen }: PreparedRow,
  { settings, incoming }: { readonly settings: Settings; readonly incoming: Incoming },
): Promise<Outgoing> {
  const { endpoint, params, format } = route
  let options = usual
  const body = readOnce(() => readBody(incoming, settings))
  try {
    const { indent } = negotiate(incoming, format)
    if (indent !== undefined) options = { ...options, indent }
    const version = readVersion(settings, { endpoint, incoming, params })
    const principal = isOpen ? undefined : await authorize(scope, rule, { ...incoming, params })
    const answer = await perform(scope, endpoint, { incoming, params, principal, version, body: body.read })
    const outgoing = withReportedStream(respond(answer, options), incoming, error =>
      reportFailure(scope, incoming, error),
    )
    return about(scope, route, outgoing)
  } catch (error) {
    reportFailure(scope, incoming, error)
    return about(scope, route, await refuse(scope, endpoint, { incoming, error, body: body.seen(), options }))
  }
}

/** For the access log and the metrics: the row, and who asked. */
function about({ callerId: userId }: RequestScope, { row: route }: ServedRoute, outgoing: Outgoing): Outgoing {
  const facts = { ...outgoing.about, route }
  return { ...outgoing, about: userId === undefined ? facts : { ...facts, userId } }
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

function perform({ system }: RequestScope, endpoint: Endpoint, call: Call): Answer | Promise<Answer> {
  if (call.incoming.method === 'OPTIONS') return describe(system, endpoint, call)
  const method = findMethod(endpoint, call.incoming.method)
  if (!isPlain(method)) return performLimited(system, endpoint, method, call)
  return method.handle({ ...system, hasher: hasherOf(system, method, call.incoming) }, call)
}

async function describe(system: System, endpoint: Endpoint, call: Call): Promise<Answer> {
  return { status: 200, body: await describeEndpoint(system, endpoint, call) }
}

async function performLimited(system: System, endpoint: Endpoint, method: Method, call: Call): Promise<Answer> {
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
