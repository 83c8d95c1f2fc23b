/** The embedded store: opens the file, migrates the schema and implements the ports. */
import type { Kysely } from 'kysely'
import type { Store } from '../../store.ts'
import type { AppSchema, StoreSettings } from '../store-settings.ts'
import { createPorts, rulesOf } from '../transactions/store.ts'
import { migrateApp } from './app-migrations.ts'
import { type Database, openDatabase, waitBriefly } from './database.ts'
import { createGroupCommit } from './group-commit.ts'
import { openKysely } from './kysely.ts'
import { alignLoginKeys } from './login-keys.ts'
import { migrate } from './migrations.ts'
import { findWhatIsNotReady } from './readiness.ts'
import { createTableStore } from './resources.ts'
import { createRunner } from './runner.ts'
import { createStatements } from './statements.ts'
import { addUserColumns } from './user-columns.ts'
import { alignUserIds } from './user-ids.ts'

export interface SqliteStore extends Store {
  /** Kysely for the application's queries: `const db = await store.kysely<Tables>()`. */
  kysely<Tables>(): Promise<Kysely<Tables>>
  /** Direct access, for seeding and tests. */
  readonly database: Database
}

/**
 * Opens `path` (or `:memory:`). Throws SQLite's error if it cannot be opened, SchemaTooNewError, LoginCollisionError,
 * UserIdsFixedError, AppMigrationError.
 */
export function openSqliteStore(path: string, settings: StoreSettings, schema: AppSchema = {}): SqliteStore {
  const columns = settings.userFields?.columns ?? []
  const database = openDatabase(path)
  const migrated = [...migrate(database), ...migrateApp(database, schema.migrations ?? [])]
  alignUserIds(database, settings.userIds ?? 'integer')
  alignLoginKeys(database, settings)
  addUserColumns(database, columns)
  waitBriefly(database)
  const { write, drain, observe } = createGroupCommit(database)
  const ports = createPorts(createRunner(createStatements(database, columns), write, rulesOf(settings)))
  return {
    ...ports,
    tables: createTableStore(() => openKysely(database, write)),
    kysely: () => openKysely(database, write),
    findWhatIsNotReady: async () => findWhatIsNotReady(database),
    observeCommits: observe,
    migrated,
    database,
    async close() {
      await drain()
      database.close()
    },
  }
}
