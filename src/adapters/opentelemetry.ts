/**
 * A span for each request when an OpenTelemetry SDK is registered; otherwise these calls do nothing. Spans have the
 * endpoint's path and the error code, never an address, a user or text from the request.
 */
import '../kernel/require-node24.ts'

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
 * Wraps dispatch in spans:
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

/** The SDK's HTTP span if there is one, otherwise the parent from the request's headers. */
function parentOf(incoming: Incoming) {
  const active = context.active()
  if (trace.getSpan(active) !== undefined) return active
  return propagation.extract(active, incoming, {
    get: (request, name) => request.header(name),
    keys: () => ['traceparent', 'tracestate', 'baggage', 'b3'],
  })
}

/** Offers the span's trace id to dispatch, which takes it unless a stranger chose it (`http/request/trace-id.ts`). */
function withTraceOf(span: Span, incoming: Incoming): Incoming {
  const spanContext = span.spanContext()
  if (!isSpanContextValid(spanContext)) return incoming
  const { traceId } = spanContext
  return { ...incoming, header: name => incoming.header(name), body: limit => incoming.body(limit), traceId }
}

function describe(span: Span, method: string, { status, headers, about }: Outgoing): void {
  // A stranger's trace id is not that of the audit rows, so the span names theirs.
  const traceId = headers.find(([name]) => name === 'Latchkey-Trace')?.[1]
  if (traceId !== undefined && traceId !== span.spanContext().traceId) span.setAttribute('latchkey.trace_id', traceId)
  span.setAttribute('http.response.status_code', status)
  if (about?.route !== undefined) {
    span.updateName(`${method} ${about.route}`)
    span.setAttribute('http.route', about.route)
  }
  if (about?.code !== undefined) span.setAttribute('error.type', about.code)
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
}

const knownMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** `_OTHER` is OpenTelemetry's name for unknown methods: clients must not choose span names. */
function methodOf({ method }: Incoming): string {
  return knownMethods.includes(method) ? method : '_OTHER'
}
