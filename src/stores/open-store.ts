/** Opens the store for a DATABASE_URL, so that server and command line need not know any dialect. */
import { existsSync } from 'node:fs'
import { parseDatabaseUrl } from './database-url.ts'
import { addressOf, type PostgresAddress } from './postgres/address.ts'
import type { PostgresStore } from './postgres/store.ts'
import { findObstacle } from './sqlite/find-obstacle.ts'
import { openSqliteStore, type SqliteStore } from './sqlite/store.ts'
import type { AppSchema, StoreSettings } from './store-settings.ts'

export type { PostgresStore, SqliteStore }

/** A store with what its dialect offers beside: `dialect` says which it is. */
export type OpenedStore = SqliteStore | PostgresStore

/**
 * `folder`: the base of a relative path. Throws DatabaseUrlError, SchemaTooNewError, LoginCollisionError,
 * UserIdsFixedError, AppMigrationError, and the database's error if it cannot be opened.
 */
export async function openStore(
  databaseUrl: string,
  settings: StoreSettings,
  schema: AppSchema = {},
  folder = '.',
): Promise<OpenedStore> {
  const location = parseDatabaseUrl(databaseUrl, folder)
  if (location.dialect === 'sqlite') return openSqliteStore(location.path, settings, schema)
  // A server on a file does without a twelfth of the code.
  const { openPostgresStore } = await import('./postgres/store.ts')
  return await openPostgresStore(addressOf(location.url), settings, schema, directOf(settings))
}

function directOf({ databaseDirectUrl: url }: StoreSettings): PostgresAddress | undefined {
  if (url === undefined || url === null) return undefined
  const location = parseDatabaseUrl(url, '.')
  return location.dialect === 'postgres' ? addressOf(location.url) : undefined
}

/** Whether there is a database of Latchkey's at this address. Creates nothing. Throws DatabaseOpenError. */
export async function isDatabaseThere(databaseUrl: string, folder = '.'): Promise<boolean> {
  const location = parseDatabaseUrl(databaseUrl, folder)
  if (location.dialect === 'sqlite') return existsSync(location.path)
  const { isSchemaThere } = await import('./postgres/store.ts')
  return await isSchemaThere(addressOf(location.url))
}

/** Why the database at this address cannot be opened, as far as a look at the file tells. Creates nothing. */
export function findDatabaseObstacle(databaseUrl: string, folder = '.'): string | undefined {
  const location = parseDatabaseUrl(databaseUrl, folder)
  return location.dialect === 'sqlite' ? findObstacle(location.path) : undefined
}
