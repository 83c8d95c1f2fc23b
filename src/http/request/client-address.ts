/**
 * The client's address behind proxies. `X-Forwarded-For` counts only from proxies that the settings trust: from any
 * other client, one forged header would evade every rate limit. `Forwarded` (RFC 7239) is not read, because an operator
 * would have to clean two headers that can contradict each other.
 */
import { createAddressSet, parseAddress } from '../../kernel/address.ts'
import type { Random } from '../../ports/random.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Incoming } from './message.ts'
import { traceIdOf } from './trace-id.ts'

type ProxySettings = Pick<Settings, 'trustedProxies' | 'secureProxySslHeader'>

/** A request with its trace id. */
export type Traced = Incoming & { readonly traceId: string }

/** The request with the client's address and its trace id: those that sessions, limits and the audit log record. */
export function createClientReader(settings: ProxySettings, random: Random): (incoming: Incoming) => Traced {
  const isTrusted = createAddressSet(settings.trustedProxies)
  const schemeHeader = headerNamed(settings.secureProxySslHeader)
  return incoming => {
    const peer = parseAddress(incoming.remoteAddress) ?? incoming.remoteAddress
    const isProxied = isTrusted(peer)
    return {
      ...incoming,
      header: name => incoming.header(name),
      body: limit => incoming.body(limit),
      remoteAddress: isProxied ? clientBehind(peer, incoming, isTrusted) : peer,
      traceId: traceIdOf(incoming, random, isProxied),
      scheme: isProxied ? forwardedScheme(incoming.header(schemeHeader)) : incoming.scheme,
    }
  }
}

/** Exactly `http` or `https`, or unknown: in a list, the client may have written the first entry. */
function forwardedScheme(said = ''): Incoming['scheme'] {
  const word = said.trim().toLowerCase()
  return word === 'https' || word === 'http' ? word : undefined
}

/** Django's settings spell `X-Forwarded-Proto` as `HTTP_X_FORWARDED_PROTO`. */
function headerNamed(name: string): string {
  return name
    .replace(/^HTTP_/, '')
    .replaceAll('_', '-')
    .toLowerCase()
}

/**
 * The right-most address of the chain that is not a trusted proxy: the client may have written what is left of it.
 * A hop that is not an address ends the search at the proxy that forwarded it.
 */
function clientBehind(peer: string, incoming: Incoming, isTrusted: (address: string) => boolean): string {
  let address = peer
  for (const hop of (incoming.header('x-forwarded-for') ?? '').split(',').reverse()) {
    const named = parseAddress(hop)
    if (named === undefined) return address
    address = named
    if (!isTrusted(address)) return address
  }
  return address
}
