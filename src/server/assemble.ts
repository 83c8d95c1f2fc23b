/** Assembles a server from the settings: opens the store and connects the parts. It does not listen yet. */
import { availableParallelism } from 'node:os'
import { findServerFaults } from '../auth/routes.ts'
import { type Auth, createAuth } from '../auth.ts'
import { fanOut } from '../events/fan-out.ts'
import { createHousekeeper } from '../flows/housekeeping.ts'
import type { Endpoint } from '../http/endpoints/endpoint.ts'
import { ConfigurationError } from '../settings/configuration-error.ts'
import type { Settings } from '../settings/settings.ts'
import { withValues } from '../settings/sources.ts'
import type { Store } from '../store.ts'
import { openStore } from '../stores/open-store.ts'
import type { AppMigration } from '../stores/store-settings.ts'
import { createHttpServer, type HttpServer } from './http-server.ts'
import { createLog } from './log.ts'
import { createAuthMetrics } from './metrics/auth-metrics.ts'
import { withSpansOfSdk } from './spans.ts'
import { withStartPage } from './start-page.ts'
import { shareMetrics, type WorkerPlace } from './workers/worker.ts'

export interface AssembledServer {
  readonly auth: Auth
  readonly app: HttpServer
  readonly store: Store
}

/** Throws what the store and the keyring throw; `explainFailure` of the command line words it for people. */
export async function assembleServer(
  settings: Settings,
  migrations: readonly AppMigration[],
  endpoints: readonly Endpoint[] = [],
  place?: WorkerPlace,
): Promise<AssembledServer> {
  // Before a store is opened: rows of the server may have been moved to where built-in ones are.
  const faults = findServerFaults(settings)
  if (faults.length > 0) throw new ConfigurationError(faults)
  const store = await openStore(settings.databaseUrl, settings, { migrations })
  // Workers share the cores.
  const cores = Math.max(1, Math.floor(availableParallelism() / (place?.count ?? 1)))
  const passwordConcurrency = settings.passwordConcurrency ?? cores
  const metrics = createAuthMetrics()
  const events = fanOut([createLog(settings.debug), metrics.events])
  const auth = await createAuth({
    settings: withValues(settings, { passwordConcurrency }),
    store,
    events,
    endpoints: withStartPage(settings, endpoints),
  })
  metrics.watch(auth, store)
  if (!settings.throttling) events.emit({ name: 'throttling.off' })
  const housekeeper = createHousekeeper({ ...auth.system, events, housekeeping: auth.store.housekeeping })
  // Of several workers one does it for all.
  if (place === undefined || place.slot === 0) housekeeper.start()
  const observed = { ...auth, dispatch: metrics.measure(await withSpansOfSdk(auth.dispatch)) }
  const reported = place === undefined ? metrics : shareMetrics(metrics)
  const stopped = { ...auth, close: () => housekeeper.stop().then(auth.close) }
  return {
    auth: stopped,
    app: createHttpServer(observed, {
      settings,
      store,
      redis: auth.redis,
      keys: auth.system.signingKeys?.ring,
      metrics: reported,
    }),
    store,
  }
}
