/** Scheme and host that the request was sent to, for absolute links. It trusts that `host.ts` has checked the host. */
import type { Incoming } from './message.ts'

export function baseUrlOf(incoming: Pick<Incoming, 'header' | 'scheme'>): string {
  return `${incoming.scheme ?? 'http'}://${incoming.header('host') ?? 'localhost'}`
}
