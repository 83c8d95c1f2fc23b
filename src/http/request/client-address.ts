/**
 * Who asks, when proxies stand between. A proxy that the settings trust says whom it heard; everybody else's word
 * about themselves counts for nothing, or one header would dodge every limit. `Forwarded` (RFC 7239) is not read: two
 * headers that may differ are one more than an operator can keep clean.
 */
import { createAddressSet, parseAddress } from '../../kernel/address.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Incoming } from './message.ts'

type ProxySettings = Pick<Settings, 'trustedProxies' | 'secureProxySslHeader'>

/** Gives the request with the client's own address: the one that sessions, limits and the audit log know. */
export function createClientReader(settings: ProxySettings): (incoming: Incoming, traceId?: string) => Incoming {
  const isTrusted = createAddressSet(settings.trustedProxies)
  const schemeHeader = headerNamed(settings.secureProxySslHeader)
  return (incoming, traceId = incoming.traceId) => {
    const peer = parseAddress(incoming.remoteAddress) ?? incoming.remoteAddress
    const isProxied = isTrusted(peer)
    return {
      ...incoming,
      header: name => incoming.header(name),
      body: limit => incoming.body(limit),
      remoteAddress: isProxied ? clientBehind(peer, incoming, isTrusted) : peer,
      traceId,
      scheme: isProxied ? forwardedScheme(incoming.header(schemeHeader)) : incoming.scheme,
    }
  }
}

/** One word of two, or nobody knows: in a list the client may have written the first. */
function forwardedScheme(said = ''): Incoming['scheme'] {
  const word = said.trim().toLowerCase()
  return word === 'https' || word === 'http' ? word : undefined
}

/** `HTTP_X_FORWARDED_PROTO` is how Django's settings spell `X-Forwarded-Proto`. */
function headerNamed(name: string): string {
  return name
    .replace(/^HTTP_/, '')
    .replaceAll('_', '-')
    .toLowerCase()
}

/**
 * The right-most address of the chain that is no proxy of ours: what stands left of it was written by the client.
 * A hop that is no address ends the walk at the proxy that let it in.
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
