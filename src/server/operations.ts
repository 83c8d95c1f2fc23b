/**
 * `/livez`, `/readyz` and `/metrics`. These routes bypass dispatch, so that a probe reaches them by any address and host
 * name. They show no user data and no settings; metrics are for this machine only unless a setting opens them.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isDisabled } from '../http/endpoints/arrange-endpoints.ts'
import { defaultHeaders } from '../http/response/respond.ts'
import { createAddressSet, parseAddress } from '../kernel/address.ts'
import { createProxySet } from '../kernel/proxies.ts'
import type { Settings } from '../settings/settings.ts'
import type { Store } from '../store.ts'

/** What the probes (`/livez`, `/readyz`) and `/metrics` of the ready-made server read. */
export interface Operations {
  readonly settings: Pick<
    Settings,
    'metrics' | 'metricsToken' | 'trustedProxies' | 'basePath' | 'paths' | 'disabledEndpoints'
  >
  readonly store: Pick<Store, 'findWhatIsNotReady'>
  /** Where it counts: without it the server is ready too, and says what is missing. */
  readonly redis?: { readonly isUp: boolean } | undefined
  readonly metrics: { render(): string | Promise<string> }
}

export function serveOperations(app: FastifyInstance, { settings, store, redis, metrics }: Operations): void {
  let isClosing = false
  app.addHook('preClose', async () => {
    isClosing = true
  })

  // No I/O: a process that responds is alive, even if its disk is not.
  serveProbe(app, settings, 'livez', async (_, reply) => sendJson(reply, 200, { status: 'ok' }))
  serveProbe(app, settings, 'readyz', async (_, reply) => {
    const reasons = [...(isClosing ? ['closing'] : []), ...(await store.findWhatIsNotReady())]
    const degraded = redis === undefined || redis.isUp ? {} : { degraded: ['redis_unavailable'] }
    if (reasons.length === 0) return sendJson(reply, 200, { status: 'ok', ...degraded })
    return sendJson(reply, 503, { status: 'unavailable', reasons, ...degraded }, [['Retry-After', '1']])
  })
  if (settings.metrics === 'off') return
  const isAllowed = createMetricsGuard(settings)
  for (const path of placesOf(settings, 'metrics')) {
    app.get(path, async (request, reply) => {
      if (!isAllowed(request)) {
        return sendJson(reply, 404, { detail: 'Not found.' }, [['Latchkey-Code', 'not_found']])
      }
      return send(reply, 200, 'text/plain; version=0.0.4; charset=utf-8', await metrics.render())
    })
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
function serveProbe(
  app: FastifyInstance,
  settings: Operations['settings'],
  name: 'livez' | 'readyz',
  handler: Probe,
): void {
  const places = placesOf(settings, name)
  for (const each of new Set([...places, ...places.map(path => `${settings.basePath}${path}`)])) app.get(each, handler)
}

type Probe = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>

type MetricsGuard = (request: FastifyRequest) => boolean

function createMetricsGuard({ metrics, metricsToken, trustedProxies }: Operations['settings']): MetricsGuard {
  if (metricsToken !== undefined) return ({ headers }) => isBearer(headers.authorization, metricsToken.reveal())
  if (metrics === 'anyone') return () => true
  const isProxy = createProxySet(trustedProxies)
  return request => isFromThisMachine(request) && !isProxy(addressOf(request) ?? '')
}

/** Compares digests, so that neither text nor length shows in the time (timing attack). */
function isBearer(header: string | undefined, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(header ?? ''), digest(`Bearer ${token}`))
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
function isFromThisMachine(request: FastifyRequest): boolean {
  const address = addressOf(request)
  if (address === undefined || !isLoopback(address) || !isLoopbackHost(request.headers.host)) return false
  return !proxyHeaders.some(name => request.headers[name] !== undefined)
}

function addressOf({ socket }: FastifyRequest): string | undefined {
  return parseAddress(socket.remoteAddress ?? '')
}

function isLoopbackHost(host = ''): boolean {
  const name = host.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '')
  const address = parseAddress(name)
  return name === 'localhost' || (address !== undefined && isLoopback(address))
}

type Header = readonly [name: string, value: string]

function sendJson(reply: FastifyReply, status: number, body: object, headers: readonly Header[] = []): FastifyReply {
  return send(reply, status, 'application/json', JSON.stringify(body), headers)
}

function send(reply: FastifyReply, status: number, type: string, body: string, headers: readonly Header[] = []) {
  for (const [name, value] of [...defaultHeaders, ...headers]) reply.header(name, value)
  return reply.code(status).header('content-type', type).send(Buffer.from(body))
}
