/**
 * The ready-made server with an application's endpoints, put together of the parts of `latchkey/server`: log and counters,
 * as `latchkey serve` has them. Settings come from the environment. Run from the build: `latchkey` is `dist/`.
 */
import {
  allowAny,
  createAuth,
  defineEndpoint,
  hasPermission,
  isAuthenticated,
  openSqliteStore,
  resolveSettings,
} from 'latchkey'
import { createAuthMetrics, createHttpServer, createLog } from 'latchkey/server'

const settings = resolveSettings([{ source: 'environment', spelling: 'environment', values: process.env }])
const store = openSqliteStore(process.env.DATABASE ?? ':memory:', settings)
const metrics = createAuthMetrics()
const log = createLog(false)
const auth = await createAuth({
  settings,
  store,
  events: {
    emit(event) {
      log.emit(event)
      metrics.events.emit(event)
    },
  },
  endpoints: [
    defineEndpoint({
      path: '/hello/',
      permissions: [allowAny],
      GET: () => ({ status: 200, body: { message: 'hello' } }),
    }),
    defineEndpoint({
      path: '/mine/',
      permissions: [isAuthenticated],
      GET: ({ principal }) => ({ status: 200, body: { id: principal.id } }),
    }),
    defineEndpoint({
      path: '/report/',
      permissions: [hasPermission('bench.view_report')],
      GET: ({ principal }) => ({ status: 200, body: { id: principal.id } }),
    }),
  ],
})
metrics.watch(auth, store)
const app = createHttpServer({ ...auth, dispatch: metrics.measure(auth.dispatch) }, { settings, store, metrics })
console.log(`listening ${await app.listen({ host: '127.0.0.1', port: 0 })}`)
process.once('SIGTERM', async () => {
  await app.close()
  await auth.close()
})
