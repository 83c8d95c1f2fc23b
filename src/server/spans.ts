/**
 * Spans for whoever started this process with an OpenTelemetry SDK (`NODE_OPTIONS=--import=...`). Without one not
 * even the API's package is loaded: it would cost the start of everybody else.
 */
import type { Dispatch } from '../http/dispatch.ts'

/** Where every 1.x version of the API keeps what an SDK has registered. */
const registry = Symbol.for('opentelemetry.js.api.1')

export async function withSpansOfSdk(dispatch: Dispatch): Promise<Dispatch> {
  if (!(registry in globalThis)) return dispatch
  const { withSpans } = await import('../adapters/opentelemetry.ts')
  return withSpans(dispatch)
}
