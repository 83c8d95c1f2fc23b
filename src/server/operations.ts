/**
 * `/livez`, `/readyz` and `/metrics`. These routes bypass dispatch, so that a probe reaches them by any address and host
 * name. They show no user data and no settings; metrics are for this machine only unless a setting opens them.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { defaultHeaders } from '../http/response/respond.ts'
import { createAddressSet, parseAddress } from '../kernel/address.ts'
import type { Settings } from '../settings/settings.ts'
import type { Store } from '../store.ts'
import type { AuthMetrics } from './metrics/auth-metrics.ts'

export interface Operations {
  readonly settings: Pick<Settings, 'metrics'>
  readonly store: Pick<Store, 'findWhatIsNotReady'>
  readonly metrics: Pick<AuthMetrics, 'render'>
}

export function serveOperations(app: FastifyInstance, { settings, store, metrics }: Operations): void {
  let isClosing = false
  app.addHook('preClose', async () => {
    isClosing = true
  })

  // No I/O: a process that responds is alive, even if its disk is not.
  app.get('/livez', (_, reply) => sendJson(reply, 200, { status: 'ok' }))
  app.get('/readyz', async (_, reply) => {
    const reasons = [...(isClosing ? ['closing'] : []), ...(await store.findWhatIsNotReady())]
    if (reasons.length === 0) return sendJson(reply, 200, { status: 'ok' })
    return sendJson(reply, 503, { status: 'unavailable', reasons }, [['Retry-After', '1']])
  })
  if (settings.metrics === 'off') return
  app.get('/metrics', (request, reply) => {
    if (settings.metrics === 'loopback' && !isFromThisMachine(request)) {
      return sendJson(reply, 404, { detail: 'Not found.' }, [['Latchkey-Code', 'not_found']])
    }
    return send(reply, 200, 'text/plain; version=0.0.4; charset=utf-8', metrics.render())
  })
}

const isLoopback = createAddressSet(['127.0.0.0/8', '::1'])
const proxyHeaders = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'via']

/** Behind a proxy on this machine every client comes from loopback, so proxied requests count as remote. */
function isFromThisMachine({ socket, headers }: FastifyRequest): boolean {
  const address = parseAddress(socket.remoteAddress ?? '')
  return address !== undefined && isLoopback(address) && !proxyHeaders.some(name => headers[name] !== undefined)
}

type Header = readonly [name: string, value: string]

function sendJson(reply: FastifyReply, status: number, body: object, headers: readonly Header[] = []): FastifyReply {
  return send(reply, status, 'application/json', JSON.stringify(body), headers)
}

function send(reply: FastifyReply, status: number, type: string, body: string, headers: readonly Header[] = []) {
  for (const [name, value] of [...defaultHeaders, ...headers]) reply.header(name, value)
  return reply.code(status).header('content-type', type).send(Buffer.from(body))
}
