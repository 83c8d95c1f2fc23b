/** The parts of a tutorial's app, and how it is started: alone, or joined with the others for the transcripts. */
import {
  type AppMigration,
  type Auth,
  type Config,
  createAuth,
  type Endpoint,
  openSqliteStore,
  type Resource,
  resolveSettings,
  type Settings,
  type SqliteStore,
} from 'latchkey'

export interface Tutorial {
  /** Its settings.py. */
  readonly config: Config
  /** Its urls.py, for what is not built in. */
  readonly endpoints?: (settings: Settings, store: SqliteStore) => readonly Endpoint[]
  /** Its ViewSets. */
  readonly resources?: readonly Resource[]
  /** Its models.py: tables, in the order of their migrations. */
  readonly tables?: readonly Pick<AppMigration, 'name' | 'sql'>[]
}

export interface OpenedTutorial {
  readonly auth: Auth
  readonly store: SqliteStore
}

/** `path` is the database file; the other options override the tutorial's settings. */
export async function openTutorial(
  tutorial: Tutorial,
  { path = ':memory:', ...more }: Config & { readonly path?: string },
): Promise<OpenedTutorial> {
  const { config, endpoints, resources = [], tables = [] } = tutorial
  const settings = resolveSettings([{ source: 'tutorial', values: { ...config, ...more } }])
  const migrations = tables.map((table, index) => ({ ...table, number: index + 1 }))
  const store = openSqliteStore(path, settings, { migrations })
  const auth = await createAuth({ settings, store, endpoints: endpoints?.(settings, store) ?? [], resources })
  return { auth, store }
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
