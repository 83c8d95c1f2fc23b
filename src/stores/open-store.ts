/** Opens the store that a DATABASE_URL names. Server and command line know no dialect: they come here. */
import type { Store } from '../store.ts'
import { parseDatabaseUrl } from './database-url.ts'
import { openSqliteStore } from './sqlite/store.ts'
import type { AppSchema, StoreSettings } from './store-settings.ts'

/**
 * `folder`: where a relative path begins. Throws DatabaseUrlError, SchemaTooNewError, LoginCollisionError,
 * UserIdsFixedError, AppMigrationError, and what the database says when it cannot be opened.
 */
export function openStore(databaseUrl: string, settings: StoreSettings, schema: AppSchema = {}, folder = '.'): Store {
  return openSqliteStore(parseDatabaseUrl(databaseUrl, folder).path, settings, schema)
}
