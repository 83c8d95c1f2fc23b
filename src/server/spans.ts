/**
 * Spans when the process was started with an OpenTelemetry SDK (`NODE_OPTIONS=--import=...`). Otherwise not even the
 * API package is loaded, because it would slow down every start.
 */
import type { Dispatch } from '../http/dispatch.ts'

/** The global where every 1.x version of the API stores the registered SDK. */
const registry = Symbol.for('opentelemetry.js.api.1')

export async function withSpansOfSdk(dispatch: Dispatch): Promise<Dispatch> {
  if (!(registry in globalThis)) return dispatch
  const { withSpans } = await import('../adapters/opentelemetry.ts')
  return withSpans(dispatch)
}
