/** The store on PostgreSQL: opens the connections, migrates the schema and implements the ports. */
import type { Kysely } from 'kysely'
import type { Store } from '../../store.ts'
import type { AppSchema, StoreSettings } from '../store-settings.ts'
import { createTableStore } from '../tables/table-store.ts'
import { createSealer } from '../transactions/sealer.ts'
import { fillSearchIndex } from '../transactions/settle-search.ts'
import { createPorts, rulesOf } from '../transactions/store.ts'
import type { PostgresAddress } from './address.ts'
import { restoreTriggers } from './adoption-triggers.ts'
import { migrateApp } from './app-migrations.ts'
import { firstOf, isAny } from './connection.ts'
import { connectionOf, type Database, openDatabase } from './database.ts'
import { requireNoDrift } from './drift.ts'
import { openingDatabase, requireFitServer } from './explain-open.ts'
import { sqlStateOf } from './faults.ts'
import { createAnnouncer, listen } from './feed.ts'
import { notePlace, refuseRestored } from './generation.ts'
import { openKysely } from './kysely.ts'
import { makeListIndexes } from './list-indexes.ts'
import type { Pool } from './load-pg.ts'
import { alignLoginKeys } from './login-keys.ts'
import { currentNumber, findFit, migrate } from './migrations.ts'
import { refuseUnfinished } from './promotion/target.ts'
import { findWhatIsNotReady } from './readiness.ts'
import { createTableWords, hasUnicodeCollation } from './resources.ts'
import { createRunner } from './runner.ts'
import { migrations } from './schema.ts'
import { fillSearchKeys } from './search-keys.ts'
import { createUniqueColumns } from './unique-columns.ts'
import { addUserColumns } from './user-columns.ts'
import { alignUserIds } from './user-ids.ts'

/** The store in a database of PostgreSQL. `kysely()` is for your queries; they share its connections. */
export interface PostgresStore extends Store {
  readonly dialect: 'postgres'
  /** Kysely for the application's queries: `const db = await store.kysely<Tables>()`. */
  kysely<Tables>(): Promise<Kysely<Tables>>
  /** The connections, for what Kysely has no words for. */
  readonly pool: Pool
}

/**
 * `direct`: the server itself, where the address is a pooler's: for migrations, and to listen. `takesRestored`: what a
 * restore left is opened, to end what it revived. Throws DatabaseOpenError,
 * SchemaTooNewError, LoginCollisionError, UserIdsFixedError, AppMigrationError.
 */
export async function openPostgresStore(
  address: PostgresAddress,
  settings: StoreSettings,
  schema: AppSchema = {},
  direct: PostgresAddress = address,
  { takesRestored = false }: { readonly takesRestored?: boolean } = {},
): Promise<PostgresStore> {
  const migrated = await migrateAt(direct, settings, schema, takesRestored)
  const database = await openDatabase(address)
  const channel = await openingDatabase(address, () => closeOnFailure(database, () => channelOf(database)))
  const hasUnicode = await openingDatabase(address, () => closeOnFailure(database, () => hasUnicodeCollation(database)))
  const uniqueColumns = createUniqueColumns(database)
  const runner = createRunner({
    database,
    userIds: settings.userIds ?? 'integer',
    columns: settings.userFields?.columns ?? [],
    rules: rulesOf(settings),
    uniqueColumns,
  })
  const filling = [fillSearchIndex(runner), fillSearchKeys(database)]
  const sealer = createSealer(runner)
  const ports = createPorts(sealer.run, direct.isPooled ? {} : { watch: listenerOn(direct, channel) })
  ports.sessions.onRevoked(createAnnouncer(database.pool, channel))
  return {
    ...ports,
    dialect: 'postgres',
    tables: createTableStore(createTableWords(database, hasUnicode), sealer.run, () =>
      openKysely(database.pool, uniqueColumns),
    ),
    kysely: () => openKysely(database.pool, uniqueColumns),
    findWhatIsNotReady: () => findWhatIsNotReady(database),
    migrated,
    pool: database.pool,
    async close() {
      await Promise.all(filling.map(part => part.stop()))
      await sealer.stop()
      await database.close()
    },
  }
}

/** On connections of their own: a plan that was made before a migration is of no use after it. */
async function migrateAt(address: PostgresAddress, settings: StoreSettings, schema: AppSchema, takesRestored: boolean) {
  return await openingDatabase(address, async () => {
    const database = await openDatabase({ ...address, poolSize: 1, answerTimeout: migrationPatience })
    try {
      await requireFitServer(database, address)
      await refuseUnfinished(database)
      if (!takesRestored) await refuseRestored(database)
      const migrated = await prepareSchema(database, address, settings, schema)
      await notePlace(database)
      return migrated
    } finally {
      await database.close()
    }
  })
}

/** An index of millions of rows takes its time. */
const migrationPatience = 30 * 60_000

/** Stores in two schemas of a database do not wake each other. */
async function channelOf(database: Database): Promise<string> {
  const row = await firstOf(database.query("SELECT 'latchkey_' || md5(current_schema()) AS channel"))
  return String(row?.channel)
}

function listenerOn(address: PostgresAddress, channel: string) {
  return (listener: () => void) => listen(connectionOf(address), channel, listener)
}

/** Brings the database to the schema of these settings. Returns the migrations that it ran. */
export async function prepareSchema(
  database: Database,
  address: PostgresAddress,
  settings: StoreSettings,
  schema: AppSchema,
) {
  if (address.schema !== undefined) await makeSchema(database, address.schema)
  const own = await migrate(database)
  await alignUserIds(database, settings.userIds ?? 'integer')
  const ofApplication = await migrateApp(database, schema.migrations ?? [])
  await alignLoginKeys(database, settings)
  await addUserColumns(database, settings.userFields?.columns ?? [])
  await restoreTriggers(database, rulesOf(settings))
  // What a newer version has made is not ours to judge, nor what it has taken away ours to make again.
  if ((await findFit(database)) === 'newer') return ofApplication
  await makeListIndexes(database)
  await requireNoDrift(database, own.length === migrations.length)
  return [...own, ...ofApplication]
}

/** Only where it is missing: a role may use a schema without the right to make one. */
async function makeSchema(database: Database, name: string): Promise<void> {
  const isThere = await isAny(database.query('SELECT FROM pg_namespace WHERE nspname = $1', [name]))
  if (isThere) return
  try {
    await database.exec(`CREATE SCHEMA IF NOT EXISTS "${name}"`)
  } catch (error) {
    // Another node made it in between, which IF NOT EXISTS does not look at.
    if (!['23505', '42P06'].includes(sqlStateOf(error) ?? '')) throw error
  }
}

/** Whether there is a schema of Latchkey's at the address. Makes nothing. */
export async function isSchemaThere(address: PostgresAddress): Promise<boolean> {
  const database = await openDatabase(address)
  try {
    return await openingDatabase(address, async () => (await currentNumber(database)) > 0)
  } finally {
    await database.close()
  }
}

/** A database that was refused must not stay open: the caller has nothing to close it with. */
async function closeOnFailure<T>(database: Database, prepare: () => Promise<T>): Promise<T> {
  try {
    return await prepare()
  } catch (error) {
    await database.close()
    throw error
  }
}
