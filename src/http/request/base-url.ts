/** Scheme and host that the request was sent to, for absolute links. The host was judged by ALLOWED_HOSTS before. */
import type { Incoming } from './message.ts'

export function baseUrlOf(incoming: Pick<Incoming, 'header' | 'scheme'>): string {
  return `${incoming.scheme ?? 'http'}://${incoming.header('host') ?? 'localhost'}`
}
