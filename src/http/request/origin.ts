/** Where a request came from, as sessions and the audit log record it. */
import type { Origin } from '../../kernel/origin.ts'
import type { Incoming } from './message.ts'
import { readCookies } from './read-cookies.ts'

const longestUserAgent = 256

export function originOf(incoming: Incoming): Origin {
  return {
    address: incoming.remoteAddress,
    userAgent: (incoming.header('user-agent') ?? '').slice(0, longestUserAgent),
    traceId: incoming.traceId,
    trustedDevice: readDevice(incoming),
  }
}

/** The cookie of a trusted browser. `__Host-` wherever cookies are sent over HTTPS alone. */
export const deviceCookie = 'trusted_device'

/** Neither where there are several: one of two may be planted. */
function readDevice(incoming: Incoming): string | undefined {
  if (incoming.header('cookie') === undefined) return undefined
  const values = [`__Host-${deviceCookie}`, deviceCookie].flatMap(name => readCookies(incoming, name))
  return values.length === 1 && values[0] !== '' ? values[0] : undefined
}
