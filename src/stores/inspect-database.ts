/** What `latchkey doctor` asks of a database, whatever its dialect: read-only, and nothing is made. */
import type { Store } from '../store.ts'
import { nameOfDatabase, parseDatabaseUrl } from './database-url.ts'
import { addressOf } from './postgres/address.ts'
import { describeDrift, driftFix } from './postgres/drift.ts'
import type { PostgresFacts } from './postgres/inspect.ts'
import { type DatabaseFacts, inspectDatabase, inspectOpenDatabase } from './sqlite/inspect.ts'
import type { SqliteStore } from './sqlite/store.ts'

export type { DatabaseFacts, PostgresFacts }
export { describeDrift, driftFix }

export type SealedSecrets = NonNullable<DatabaseFacts['sealedSecrets']>

export interface Inspecting {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Audit rows from before this time, in ms, are expired; absent if they are kept forever. */
  readonly auditBefore?: number | undefined
}

/**
 * The same of the database that a running process has open, as far as it takes milliseconds: no row is counted, no table
 * compared and no file read. `undefined`: a store of the application, of which nothing is known. Throws as above.
 */
export async function inspectOpenStore(
  store: Store,
  databaseUrl: string,
  now: () => number,
): Promise<Inspection | undefined> {
  if (isSqlite(store)) {
    return { dialect: 'sqlite', ...inspectOpenDatabase(store.database) }
  }
  const isPostgres = 'dialect' in store && store.dialect === 'postgres'
  const location = isPostgres ? parseDatabaseUrl(databaseUrl, '.') : undefined
  if (location?.dialect !== 'postgres') return undefined
  const { inspectPostgres } = await import('./postgres/inspect.ts')
  const facts = await inspectPostgres(addressOf(location.url), { now, isQuick: true })
  return { dialect: 'postgres', name: nameOfDatabase(location), facts }
}

function isSqlite(store: Store): store is SqliteStore {
  return 'dialect' in store && store.dialect === 'sqlite'
}

/** `facts` are `undefined` if there is no database yet. */
export type Inspection =
  | { readonly dialect: 'sqlite'; readonly name: string; readonly facts: DatabaseFacts | undefined }
  | { readonly dialect: 'postgres'; readonly name: string; readonly facts: PostgresFacts | undefined }

/** Throws DatabaseUrlError, DatabaseOpenError, and the database's error if it cannot be read. */
export async function inspectAnyDatabase(databaseUrl: string, folder: string, by: Inspecting): Promise<Inspection> {
  const location = parseDatabaseUrl(databaseUrl, folder)
  const name = nameOfDatabase(location)
  if (location.dialect === 'postgres') {
    const { inspectPostgres } = await import('./postgres/inspect.ts')
    return { dialect: 'postgres', name, facts: await inspectPostgres(addressOf(location.url), by) }
  }
  const facts = inspectDatabase(location.path, { now: by.now(), auditBefore: by.auditBefore })
  return { dialect: 'sqlite', name, facts }
}
