/**
 * The client behind proxies: its address, and the scheme, host and path prefix that it used. The headers about them
 * count only from proxies that the settings trust: from any other client, one forged header would evade every rate
 * limit. `Forwarded` (RFC 7239) is not read, because an operator would have to clean two headers that can contradict
 * each other, and `X-Forwarded-Port` is not: a port stands in `X-Forwarded-Host`.
 */
import { parseAddress } from '../../kernel/address.ts'
import { createProxySet, unixPeer } from '../../kernel/proxies.ts'
import { rememberFew } from '../../kernel/remember-few.ts'
import type { Random } from '../../ports/random.ts'
import type { Settings } from '../../settings/settings.ts'
import { forwardedHost, forwardedPrefix, forwardedScheme } from './forwarded.ts'
import type { Incoming } from './message.ts'
import { traceIdOf } from './trace-id.ts'

type ProxySettings = Pick<Settings, 'trustedProxies' | 'secureProxySslHeader' | 'useXForwardedHost'>

/** A request with its trace id. */
export type Traced = Incoming & { readonly traceId: string }

/** The request with the client's address and its trace id: those that sessions, limits and the audit log record. */
export function createClientReader(settings: ProxySettings, random: Random): (incoming: Incoming) => Traced {
  const isTrusted = createProxySet(settings.trustedProxies)
  // A connection asks many times, and a proxy all the time.
  const peerOf = rememberFew(
    text => {
      const address = parseAddress(text) ?? text
      return { address, isProxy: isTrusted(address) }
    },
    { entries: 1000 },
  )
  const behindProxy = createProxyReader(settings, isTrusted)
  return incoming => {
    const { address, isProxy } = peerOf(incoming.remoteAddress)
    return {
      method: incoming.method,
      path: incoming.path,
      mountPath: incoming.mountPath,
      params: incoming.params,
      query: incoming.query,
      header: name => incoming.header(name),
      body: limit => incoming.body(limit),
      remoteAddress: address === unixPeer ? '' : address,
      addressFix: address === unixPeer ? unixFix(isProxy) : incoming.addressFix,
      traceId: traceIdOf(incoming, random, isProxy),
      scheme: incoming.scheme,
      basePath: '',
      ...(isProxy ? behindProxy(address, incoming) : undefined),
    }
  }
}

type Said = Pick<Incoming, 'header' | 'remoteAddress' | 'addressFix' | 'scheme' | 'basePath'>

/** What a trusted proxy says of the request, in the place of what its connection does. */
function createProxyReader(settings: ProxySettings, isTrusted: (address: string) => boolean) {
  const schemeHeader = headerNamed(settings.secureProxySslHeader)
  return (peer: string, incoming: Incoming): Said => {
    const { address, hops } = clientBehind(peer, incoming, isTrusted)
    const host = settings.useXForwardedHost ? forwardedHost(incoming.header('x-forwarded-host'), hops) : undefined
    return {
      header: name => (name === 'host' && host !== undefined ? host : incoming.header(name)),
      remoteAddress: address === unixPeer ? '' : address,
      addressFix: address === unixPeer ? unixFix(true) : incoming.addressFix,
      scheme: forwardedScheme(incoming.header(schemeHeader), hops),
      basePath: forwardedPrefix(incoming.header('x-forwarded-prefix'), hops),
    }
  }
}

function unixFix(isProxied: boolean): string {
  return isProxied
    ? 'let the proxy on the Unix socket set X-Forwarded-For'
    : "a Unix socket has no addresses: add 'unix' to trustedProxies, and let the proxy on it set X-Forwarded-For"
}

/** Django's settings spell `X-Forwarded-Proto` as `HTTP_X_FORWARDED_PROTO`. */
function headerNamed(name: string): string {
  return name
    .replace(/^HTTP_/, '')
    .replaceAll('_', '-')
    .toLowerCase()
}

/**
 * The right-most address of the chain that is not a trusted proxy, for the client may have written what is left of it,
 * and how many trusted proxies the request came through. A hop that is not an address ends the search at the proxy that
 * forwarded it.
 */
function clientBehind(peer: string, incoming: Incoming, isTrusted: (address: string) => boolean) {
  let [address, hops] = [peer, 1]
  for (const hop of (incoming.header('x-forwarded-for') ?? '').split(',').reverse()) {
    const named = parseAddress(hop)
    if (named === undefined) break
    address = named
    if (!isTrusted(address)) break
    hops += 1
  }
  return { address, hops }
}
