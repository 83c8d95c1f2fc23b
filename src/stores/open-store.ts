/** Opens the store for a DATABASE_URL, so that server and command line need not know any dialect. */
import type { Store } from '../store.ts'
import { parseDatabaseUrl } from './database-url.ts'
import { openSqliteStore } from './sqlite/store.ts'
import type { AppSchema, StoreSettings } from './store-settings.ts'

/**
 * `folder`: the base of a relative path. Throws DatabaseUrlError, SchemaTooNewError, LoginCollisionError,
 * UserIdsFixedError, AppMigrationError, and the database's error if it cannot be opened.
 */
export function openStore(databaseUrl: string, settings: StoreSettings, schema: AppSchema = {}, folder = '.'): Store {
  return openSqliteStore(parseDatabaseUrl(databaseUrl, folder).path, settings, schema)
}
