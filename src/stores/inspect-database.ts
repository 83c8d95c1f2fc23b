/** What `latchkey doctor` asks of a database, whatever its dialect: read-only, and nothing is made. */
import { nameOfDatabase, parseDatabaseUrl } from './database-url.ts'
import { addressOf } from './postgres/address.ts'
import { describeDrift, driftFix } from './postgres/drift.ts'
import { inspectPostgres, type PostgresFacts } from './postgres/inspect.ts'
import { type DatabaseFacts, inspectDatabase } from './sqlite/inspect.ts'

export type { DatabaseFacts, PostgresFacts }
export { describeDrift, driftFix }

export interface Inspecting {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Audit rows from before this time, in ms, are expired; absent if they are kept forever. */
  readonly auditBefore?: number | undefined
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
    return { dialect: 'postgres', name, facts: await inspectPostgres(addressOf(location.url), by) }
  }
  const facts = inspectDatabase(location.path, { now: by.now(), auditBefore: by.auditBefore })
  return { dialect: 'sqlite', name, facts }
}
