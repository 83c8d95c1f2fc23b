/** The parts of a tutorial's app, and how it is started: alone, or joined with the others for the transcripts. */
import {
  type AppMigration,
  type Auth,
  type Config,
  createAuth,
  type Endpoint,
  type Events,
  openSqliteStore,
  type Resource,
  resolveSettings,
  type Settings,
  type SqliteStore,
} from 'latchkey'
import type { HttpServer } from 'latchkey/server'

export interface Tutorial {
  /** Its settings.py. */
  readonly config: Config
  /** Its urls.py, for what is not built in. */
  readonly endpoints?: (settings: Settings, store: SqliteStore) => readonly Endpoint[]
  /** Its ViewSets. */
  readonly resources?: readonly Resource[]
  /** Its models.py: tables, in the order of their migrations. */
  readonly tables?: readonly Pick<AppMigration, 'name' | 'sql'>[]
  /** Its asgi.py: what stands at the HTTP server beside its endpoints. What it returns is called when the server ends. */
  readonly routes?: (app: HttpServer, auth: Auth) => () => void
}

export interface OpenedTutorial {
  readonly auth: Auth
  readonly store: SqliteStore
}

/** On an empty database in memory. `more` overrides the tutorial's settings. */
export async function openTutorial(tutorial: Tutorial, more: Config): Promise<OpenedTutorial> {
  const values = { ...tutorial.config, ...more }
  return await openWith(tutorial, ':memory:', resolveSettings([{ source: 'tutorial', values }]))
}

/** The same with settings that are read already. */
export async function openWith(
  tutorial: Tutorial,
  path: string,
  settings: Settings,
  events?: Events,
): Promise<OpenedTutorial> {
  const { endpoints, resources = [] } = tutorial
  const store = openSqliteStore(path, settings, { migrations: migrationsOf(tutorial) })
  const auth = await createAuth({ settings, store, events, endpoints: endpoints?.(settings, store) ?? [], resources })
  return { auth, store }
}

/** Its tables as the numbered steps of the store. */
export function migrationsOf({ tables = [] }: Tutorial): readonly AppMigration[] {
  return tables.map((table, index) => ({ ...table, number: index + 1 }))
}

/** Joins several tutorials in one app. Of two endpoints at one path, the later tutorial's is served. */
export function joinTutorials(tutorials: readonly Tutorial[], config: Config): Tutorial {
  return {
    config,
    endpoints(settings, store) {
      const rows = tutorials.flatMap(({ endpoints }) => endpoints?.(settings, store) ?? [])
      return [...new Map(rows.map(row => [row.paths.join(' '), row])).values()]
    },
    resources: tutorials.flatMap(({ resources = [] }) => resources),
    tables: tutorials.flatMap(({ tables = [] }) => tables),
  }
}
