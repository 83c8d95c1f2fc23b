/** One id ties a request's answer, events and audit rows together: the caller's own trace, or a new one. */
import { readTraceparent } from '../../kernel/trace-context.ts'
import type { Random } from '../../ports/random.ts'
import type { Incoming, Outgoing } from './message.ts'

/** A UUID is as long as a trace id, and comes from a pool: 16 bytes from the system cost more than the request. */
export function traceIdOf(incoming: Incoming, random: Random): string {
  return incoming.traceId ?? readTraceparent(incoming.header('traceparent')) ?? random.uuidHex()
}

export function withTraceHeader(outgoing: Outgoing, traceId: string): Outgoing {
  return { ...outgoing, headers: [...outgoing.headers, ['Latchkey-Trace', traceId]] }
}
