/**
 * A service that issues no tokens: orders, behind tokens of a Latchkey server. It fetches the server's public keys and
 * asks it nothing else; there is no database here, and no secret.
 */
import { type FastifyInstance, fastify } from 'fastify'
import { createRemoteVerifier } from 'latchkey/verify'
import { guarded } from 'latchkey/verify/fastify'
import { z } from 'zod'

/** What the server writes into its tokens for this service (`tokenClaims` in its configuration). */
const claims = z.object({ team: z.string(), is_staff: z.boolean().default(false) })

export function createService(issuer: string): FastifyInstance {
  const verify = createRemoteVerifier({
    jwksUrl: `${issuer}/.well-known/jwks.json`,
    algorithm: 'ES256',
    issuer,
    audience: 'orders',
    tokenType: 'access',
    leeway: '5s',
    claims,
    onEvent: event => console.warn(event.name, event.reason),
  })
  const everyone = guarded(verify)
  const staff = guarded(verify, { require: ({ is_staff }) => is_staff })
  const visitors = guarded(verify, { anonymous: 'allowed' })

  const app = fastify()
  const orders: { readonly team: string; readonly item: string }[] = []

  app.get('/', { onRequest: visitors }, async request => ({
    hello: visitors.tokenOf(request)?.claims.team ?? 'visitor',
  }))

  app.get('/orders', { onRequest: everyone }, async request => {
    const { team } = everyone.tokenOf(request).claims
    return orders.filter(order => order.team === team)
  })

  app.post('/orders', { onRequest: everyone }, async (request, reply) => {
    const { item } = z.object({ item: z.string() }).parse(request.body)
    const order = { team: everyone.tokenOf(request).claims.team, item }
    orders.push(order)
    return reply.code(201).send(order)
  })

  app.delete('/orders', { onRequest: staff }, async (_request, reply) => {
    orders.length = 0
    return reply.code(204).send()
  })
  return app
}
