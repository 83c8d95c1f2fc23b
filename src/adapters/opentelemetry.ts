/**
 * A span for each request, for whoever brings an OpenTelemetry SDK; without one every call here does nothing. Spans
 * carry the endpoint's path and the code of a refusal, never an address, a user or a word of the request.
 */
import {
  context,
  isSpanContextValid,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import type { Dispatch } from '../http/dispatch.ts'
import type { Incoming, Outgoing } from '../http/request/message.ts'

/**
 * The same dispatch inside spans:
 *
 * ```ts
 * await app.register(latchkey({ ...auth, dispatch: withSpans(auth.dispatch) }))
 * ```
 */
export function withSpans(dispatch: Dispatch): Dispatch {
  const tracer = trace.getTracer('latchkey')
  return incoming => {
    const method = methodOf(incoming)
    const options = { kind: SpanKind.SERVER, attributes: { 'http.request.method': method } }
    return tracer.startActiveSpan(method, options, parentOf(incoming), async span => {
      try {
        const outgoing = await dispatch(withTraceOf(span, incoming))
        describe(span, method, outgoing)
        return outgoing
      } finally {
        span.end()
      }
    })
  }
}

/** The SDK's own HTTP span, where it has one; otherwise what the caller's headers say. */
function parentOf(incoming: Incoming) {
  const active = context.active()
  if (trace.getSpan(active) !== undefined) return active
  return propagation.extract(active, incoming, {
    get: (request, name) => request.header(name),
    keys: () => ['traceparent', 'tracestate', 'baggage', 'b3'],
  })
}

/** The audit row and the trace are found by one id. */
function withTraceOf(span: Span, incoming: Incoming): Incoming {
  const spanContext = span.spanContext()
  if (!isSpanContextValid(spanContext)) return incoming
  const { traceId } = spanContext
  return { ...incoming, header: name => incoming.header(name), body: limit => incoming.body(limit), traceId }
}

function describe(span: Span, method: string, { status, about }: Outgoing): void {
  span.setAttribute('http.response.status_code', status)
  if (about?.route !== undefined) {
    span.updateName(`${method} ${about.route}`)
    span.setAttribute('http.route', about.route)
  }
  if (about?.code !== undefined) span.setAttribute('error.type', about.code)
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
}

const knownMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** What OpenTelemetry's conventions call a method that nobody knows: a stranger must not choose the names of spans. */
function methodOf({ method }: Incoming): string {
  return knownMethods.includes(method) ? method : '_OTHER'
}
