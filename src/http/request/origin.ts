/** Where a request came from, as sessions and the audit log record it. */
import type { Origin } from '../../kernel/origin.ts'
import type { Incoming } from './message.ts'

const longestUserAgent = 256

export function originOf(incoming: Incoming): Origin {
  return {
    address: incoming.remoteAddress,
    userAgent: (incoming.header('user-agent') ?? '').slice(0, longestUserAgent),
    traceId: incoming.traceId,
  }
}
