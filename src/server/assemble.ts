/** Assembles a server from the settings: opens the store and connects the parts. It does not listen yet. */
import { availableParallelism } from 'node:os'
import type { FastifyInstance } from 'fastify'
import { type Auth, createAuth } from '../auth.ts'
import { fanOut } from '../events/fan-out.ts'
import { createHousekeeper } from '../flows/housekeeping.ts'
import type { Settings } from '../settings/settings.ts'
import type { Store } from '../store.ts'
import { openStore } from '../stores/open-store.ts'
import { createHttpServer } from './http-server.ts'
import { createLog } from './log.ts'
import { createAuthMetrics } from './metrics/auth-metrics.ts'
import { withSpansOfSdk } from './spans.ts'

export interface AssembledServer {
  readonly auth: Auth
  readonly app: FastifyInstance
  readonly store: Store
}

/** Throws what the store and the keyring throw; `explainFailure` of the command line words it for people. */
export async function assembleServer(settings: Settings, folder: string): Promise<AssembledServer> {
  const store = openStore(settings.databaseUrl, settings, {}, folder)
  const passwordConcurrency = settings.passwordConcurrency ?? availableParallelism()
  const metrics = createAuthMetrics()
  const events = fanOut([createLog(settings.debug), metrics.events])
  const auth = await createAuth({ settings: { ...settings, passwordConcurrency }, store, events })
  metrics.watch(auth, store)
  if (!settings.throttling) events.emit({ name: 'throttling.off' })
  const housekeeper = createHousekeeper({ ...auth.system, events, housekeep: auth.housekeep })
  housekeeper.start()
  const observed = { ...auth, dispatch: metrics.measure(await withSpansOfSdk(auth.dispatch)) }
  const stopped = { ...auth, close: () => housekeeper.stop().then(auth.close) }
  return { auth: stopped, app: createHttpServer(observed, { settings, store, metrics }), store }
}
