/**
 * What trusted proxies say about a request, each appending to the list or setting it anew. `hops` is the number of
 * trusted proxies that it came through: what stands left of that many entries was written by the client. Where there are
 * fewer, the left-most is the word of the proxy that the client talked to.
 */
import { readBasePath } from '../../kernel/base-path.ts'
import type { Incoming } from './message.ts'

/** `http` or `https`, or unknown. Traefik says `ws` and `wss` of a WebSocket's request. */
export function forwardedScheme(said: string | undefined, hops: number): Incoming['scheme'] {
  const word = entriesOf(said, hops)[0]?.toLowerCase()
  if (word === 'https' || word === 'wss') return 'https'
  return word === 'http' || word === 'ws' ? 'http' : undefined
}

/** The host that the client named. It is checked like any Host header, because a proxy may pass on a forged one. */
export function forwardedHost(said: string | undefined, hops: number): string | undefined {
  return entriesOf(said, hops)[0]
}

/** The prefixes that proxies took off the path, the outermost first, as in Spring. What is no path counts for nothing. */
export function forwardedPrefix(said: string | undefined, hops: number): string {
  const prefixes = entriesOf(said, hops).map(readBasePath)
  return readBasePath(prefixes.join('')) === undefined || prefixes.includes(undefined) ? '' : prefixes.join('')
}

function entriesOf(said: string | undefined, hops: number): readonly string[] {
  if (said === undefined || said.trim() === '' || hops === 0) return []
  return said
    .split(',')
    .map(entry => entry.trim())
    .slice(-hops)
}
