/**
 * `/livez`, `/readyz` and `/metrics`. These rows bypass dispatch, so that a probe reaches them by any address and host
 * name. They show no user data and no settings; metrics are for this machine only unless a setting opens them.
 */
import { isDisabled } from '../http/endpoints/arrange-endpoints.ts'
import type { Incoming, Outgoing } from '../http/request/message.ts'
import { defaultHeaders } from '../http/response/respond.ts'
import { createAddressSet, parseAddress } from '../kernel/address.ts'
import { isKnownSecret } from '../kernel/known-secret.ts'
import { createProxySet } from '../kernel/proxies.ts'
import type { Settings } from '../settings/settings.ts'
import type { Store } from '../store.ts'
import type { Drain } from './drain.ts'

/** What the probes (`/livez`, `/readyz`) and `/metrics` of the ready-made server read. */
export interface Operations {
  readonly settings: Pick<
    Settings,
    'metrics' | 'metricsToken' | 'trustedProxies' | 'basePath' | 'paths' | 'disabledEndpoints'
  >
  readonly store: Pick<Store, 'findWhatIsNotReady'>
  /** Where it counts: without it the server is ready too, and says what is missing. */
  readonly redis?: { readonly isUp: boolean } | undefined
  /** The keys of the database, where `keyRotation` keeps them there. */
  readonly keys?: OpenedKeys | undefined
  readonly metrics: { render(): string | Promise<string> }
}

/** What a node with another secretKey than its peers cannot open. */
export interface OpenedKeys {
  /** Those that sign, now or later. */
  unopened(): readonly unknown[]
  /** Those whose tokens it cannot verify. */
  closed(): readonly { readonly state: string }[]
}

type Row = (incoming: Incoming) => Promise<Outgoing>

/** Finds the row that answers a request; `undefined` for one that is dispatch's. */
export type FindOperation = (incoming: Pick<Incoming, 'method' | 'path'>) => Row | undefined

export function createOperations(operations: Operations, drain: Pick<Drain, 'isClosing'>): FindOperation {
  const { settings, metrics } = operations
  // No I/O: a process that responds is alive, even if its disk is not.
  const livez: Row = async () => sendJson(200, { status: 'ok' })
  const rows = new Map<string, Row>([
    ...probePlaces(settings, 'livez').map(path => [path, livez] as const),
    ...probePlaces(settings, 'readyz').map(path => [path, createReadiness(operations, drain)] as const),
  ])
  const isAllowed = createMetricsGuard(settings)
  for (const path of settings.metrics === 'off' ? [] : placesOf(settings, 'metrics')) {
    rows.set(path, async incoming => {
      if (!isAllowed(incoming)) return sendJson(404, { detail: 'Not found.' }, [['Latchkey-Code', 'not_found']])
      return send(200, 'text/plain; version=0.0.4; charset=utf-8', await metrics.render())
    })
  }
  return ({ method, path }) => (method === 'GET' || method === 'HEAD' ? rows.get(path) : undefined)
}

function createReadiness({ store, redis, keys }: Operations, drain: Pick<Drain, 'isClosing'>): Row {
  return async () => {
    const reasons = [
      ...(drain.isClosing ? ['closing'] : []),
      ...(await store.findWhatIsNotReady()),
      // Other nodes verify what this one answers with 503.
      ...(keys?.closed().some(({ state }) => state !== 'published') === true ? ['keys_not_opened'] : []),
    ]
    const lacking = [
      ...(redis === undefined || redis.isUp ? [] : ['redis_unavailable']),
      ...(reasons.includes('keys_not_opened') || keys === undefined || keys.unopened().length === 0
        ? []
        : ['keys_not_opened']),
    ]
    const degraded = lacking.length === 0 ? {} : { degraded: lacking }
    if (reasons.length === 0) return sendJson(200, { status: 'ok', ...degraded })
    return sendJson(503, { status: 'unavailable', reasons, ...degraded }, [['Retry-After', '1']])
  }
}

/** Where a row of these is, with and without a slash at its end if it was moved: `paths` writes each with one. */
function placesOf(settings: Operations['settings'], name: 'livez' | 'readyz' | 'metrics'): readonly string[] {
  if (isDisabled(settings, name)) return []
  return (settings.paths[name] ?? [`/${name}`]).flatMap(path =>
    path.endsWith('/') ? [path, path.slice(0, -1)] : [path],
  )
}

/** A probe of the platform asks without a prefix, one that comes through the proxy with it. */
function probePlaces(settings: Operations['settings'], name: 'livez' | 'readyz'): readonly string[] {
  return placesOf(settings, name).flatMap(path => [path, `${settings.basePath}${path}`])
}

type MetricsGuard = (incoming: Incoming) => boolean

function createMetricsGuard({ metrics, metricsToken, trustedProxies }: Operations['settings']): MetricsGuard {
  if (metricsToken !== undefined) {
    return ({ header }) => isKnownSecret(header('authorization') ?? '', [`Bearer ${metricsToken.reveal()}`])
  }
  if (metrics === 'anyone') return () => true
  const isProxy = createProxySet(trustedProxies)
  return incoming => isFromThisMachine(incoming) && !isProxy(parseAddress(incoming.remoteAddress) ?? '')
}

const isLoopback = createAddressSet(['127.0.0.0/8', '::1'])
const proxyHeaders = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-prefix',
  'x-forwarded-proto',
  'x-real-ip',
  'via',
]

/**
 * Behind a proxy on this machine every client comes from loopback, so proxied requests count as remote. The host name
 * has to be this machine's too: a page whose name an attacker points at 127.0.0.1 asks by its own name (DNS rebinding).
 */
function isFromThisMachine({ remoteAddress, header }: Incoming): boolean {
  const address = parseAddress(remoteAddress)
  if (address === undefined || !isLoopback(address) || !isLoopbackHost(header('host'))) return false
  return !proxyHeaders.some(name => header(name) !== undefined)
}

function isLoopbackHost(host = ''): boolean {
  const name = host.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '')
  const address = parseAddress(name)
  return name === 'localhost' || (address !== undefined && isLoopback(address))
}

type Header = readonly [name: string, value: string]

function sendJson(status: number, body: object, headers: readonly Header[] = []): Outgoing {
  return send(status, 'application/json', JSON.stringify(body), headers)
}

function send(status: number, type: string, body: string, headers: readonly Header[] = []): Outgoing {
  return { status, headers: [...defaultHeaders, ...headers, ['Content-Type', type]], body }
}
