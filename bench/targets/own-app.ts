/** Latchkey in an application's own Fastify app: an endpoint of Latchkey's, a route without a guard, the same with one. */
import { fastify } from 'fastify'
import { allowAny, createAuth, defineEndpoint, isAuthenticated, openSqliteStore, resolveSettings } from 'latchkey'
import { guarded, latchkey, principalOf } from 'latchkey/fastify'

const settings = resolveSettings([{ source: 'environment', spelling: 'environment', values: process.env }])
const auth = await createAuth({
  settings,
  store: openSqliteStore(process.env.DATABASE ?? ':memory:', settings),
  endpoints: [
    defineEndpoint({
      path: '/hello/',
      permissions: [allowAny],
      GET: () => ({ status: 200, body: { message: 'hello' } }),
    }),
  ],
})
const app = fastify()
await app.register(latchkey(auth))
app.get('/open', async () => ({ id: 1 }))
app.get('/mine', { preHandler: guarded(auth, { permissions: [isAuthenticated] }) }, async request => ({
  id: principalOf(request).id,
}))
console.log(`listening ${await app.listen({ host: '127.0.0.1', port: 0 })}`)
process.once('SIGTERM', async () => {
  await app.close()
  await auth.close()
})
