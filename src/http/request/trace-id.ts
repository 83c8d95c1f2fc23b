/**
 * One id ties a request's answer, events and audit rows together. It is the trace of the proxy in front, where that is
 * trusted. A stranger may not choose it: rows of other requests would stand under the same id (log injection).
 */
import { readTraceparent } from '../../kernel/trace-context.ts'
import type { Random } from '../../ports/random.ts'
import type { Incoming, Outgoing } from './message.ts'

/** A UUID is as long as a trace id, and comes from a pool: 16 bytes from the system cost more than the request. */
export function traceIdOf(incoming: Incoming, random: Random, isProxied: boolean): string {
  const named = incoming.traceId ?? (isProxied ? readTraceparent(incoming.header('traceparent')) : undefined)
  return named === undefined || (!isProxied && isFromHeaders(named, incoming)) ? random.uuidHex() : named
}

/** An OpenTelemetry SDK continues the trace of any client: its span then has the id of one of these headers. */
function isFromHeaders(traceId: string, incoming: Incoming): boolean {
  const headers = ['traceparent', 'b3', 'x-b3-traceid', 'uber-trace-id', 'x-amzn-trace-id', 'x-cloud-trace-context']
  const said = headers.map(name => incoming.header(name) ?? '').join(' ')
  // A long id may be written without its leading zeros (B3), or with a dash in it (X-Ray).
  return said.toLowerCase().replaceAll('-', '').includes(traceId.replace(/^0+/, ''))
}

export function withTraceHeader(outgoing: Outgoing, traceId: string): Outgoing {
  return { ...outgoing, headers: [...outgoing.headers, ['Latchkey-Trace', traceId]] }
}
