/** Assembles a server from the settings: opens the store and connects the parts. It does not listen yet. */
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { type Auth, createAuth } from '../auth.ts'
import { fanOut } from '../events/fan-out.ts'
import type { Settings } from '../settings/settings.ts'
import { openSqliteStore, type SqliteStore } from '../stores/sqlite/store.ts'
import { createHttpServer } from './http-server.ts'
import { createLog } from './log.ts'
import { createAuthMetrics } from './metrics/auth-metrics.ts'
import { withSpansOfSdk } from './spans.ts'

export interface AssembledServer {
  readonly auth: Auth
  readonly app: FastifyInstance
  readonly store: SqliteStore
  readonly databasePath: string
  /** Whether there are any users: a first start prints how to create one. */
  hasUsers(): boolean
}

/** Throws what the store and the keyring throw; `explainFailure` of the command line words it for people. */
export async function assembleServer(settings: Settings, folder: string): Promise<AssembledServer> {
  const databasePath = databasePathOf(settings, folder)
  const store = openSqliteStore(databasePath, settings)
  const passwordConcurrency = settings.passwordConcurrency ?? availableParallelism()
  const metrics = createAuthMetrics()
  const events = fanOut([createLog(settings.debug), metrics.events])
  const auth = await createAuth({ settings: { ...settings, passwordConcurrency }, store, events })
  metrics.watch(auth, store)
  if (!settings.throttling) events.emit({ name: 'throttling.off' })
  const hasUsers = () => store.database.prepare('SELECT 1 AS found FROM users LIMIT 1').get() !== undefined
  const observed = { ...auth, dispatch: metrics.measure(await withSpansOfSdk(auth.dispatch)) }
  return { auth, app: createHttpServer(observed, { settings, store, metrics }), store, databasePath, hasUsers }
}

/** The file of a `sqlite:PATH` URL, relative to the folder in which the server was started. */
export function databasePathOf(settings: Pick<Settings, 'databaseUrl'>, folder: string): string {
  return resolve(folder, settings.databaseUrl.slice('sqlite:'.length))
}
