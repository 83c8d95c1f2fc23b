/** The embedded store: opens the file, migrates the schema and implements the ports. */
import type { Kysely } from 'kysely'
import type { Store } from '../../store.ts'
import type { AppSchema, StoreSettings } from '../store-settings.ts'
import { createTableStore } from '../tables/table-store.ts'
import { createSealer } from '../transactions/sealer.ts'
import { createPorts, rulesOf } from '../transactions/store.ts'
import { restoreTriggers } from './adoption-triggers.ts'
import { migrateApp } from './app-migrations.ts'
import { createChangeMark } from './change-mark.ts'
import { type Database, keepTemporaryInMemory, openDatabase, waitBriefly } from './database.ts'
import { emptyingLog } from './empty-log.ts'
import { openingFile } from './explain-open.ts'
import { fillSearchIndex } from './fill-search-index.ts'
import { createGroupCommit } from './group-commit.ts'
import { openKysely } from './kysely.ts'
import { alignLoginKeys } from './login-keys.ts'
import { migrate } from './migrations.ts'
import { createMoveWatch, refuseMoved } from './promotion/moved.ts'
import { findWhatIsNotReady } from './readiness.ts'
import { createTableWords } from './resources.ts'
import { createRunner } from './runner.ts'
import { createStatements } from './statements.ts'
import { createTurnReads } from './turn-reads.ts'
import { addUserColumns } from './user-columns.ts'
import { alignUserIds } from './user-ids.ts'

/** The store in a SQLite file. `kysely()` is for your queries; they share its connection and its commits. */
export interface SqliteStore extends Store {
  readonly dialect: 'sqlite'
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
  requireStoreArguments(path, settings)
  const columns = settings.userFields?.columns ?? []
  const { database, migrated } = openingFile(path, () => openCurrent(path, settings, schema))
  const { write, drain, observe } = createGroupCommit(database)
  const changeMark = createChangeMark(database)
  const requireHere = createMoveWatch(database, changeMark)
  const read = createTurnReads(database, requireHere)
  const runner = createRunner(createStatements(database, columns), { read, write }, rulesOf(settings))
  const sealer = createSealer(runner)
  const ports = createPorts(sealer.run, { changeMark })
  return {
    ...ports,
    housekeeping: emptyingLog(ports.housekeeping, database),
    dialect: 'sqlite',
    tables: createTableStore(createTableWords(database), sealer.run, () => openKysely(database, write, requireHere)),
    kysely: () => openKysely(database, write, requireHere),
    findWhatIsNotReady: async () => findWhatIsNotReady(database),
    observeCommits: observe,
    migrated,
    database,
    async close() {
      await sealer.stop()
      await drain()
      database.close()
    },
  }
}

/** Opens the file and brings it to the schema of these settings. */
function openCurrent(path: string, settings: StoreSettings, schema: AppSchema) {
  const database = openDatabase(path)
  closeOnFailure(database, () => refuseMoved(database, path))
  return { database, migrated: closeOnFailure(database, () => prepareSchema(database, settings, schema)) }
}

/** Brings the file to the schema of these settings. Returns the migrations that it ran. */
function prepareSchema(database: Database, settings: StoreSettings, schema: AppSchema) {
  const migrated = [...migrate(database), ...migrateApp(database, schema.migrations ?? [])]
  alignUserIds(database, settings.userIds ?? 'integer')
  alignLoginKeys(database, settings)
  addUserColumns(database, settings.userFields?.columns ?? [])
  restoreTriggers(database, rulesOf(settings))
  fillSearchIndex(database)
  waitBriefly(database)
  keepTemporaryInMemory(database)
  return migrated
}

/** A file that was refused must not stay open: the caller has nothing to close it with. */
function closeOnFailure<T>(database: Database, prepare: () => T): T {
  try {
    return prepare()
  } catch (error) {
    database.close()
    throw error
  }
}

/** Without types these mistakes would make a file with an odd name, or fail far from here. */
function requireStoreArguments(path: unknown, settings: unknown): void {
  const example = "openSqliteStore('app.sqlite3', settings)"
  if (typeof path !== 'string' || path === '') throw new TypeError(`openSqliteStore got no path; write ${example}`)
  if (path.startsWith('sqlite:')) {
    const cure = "pass the path alone, or the address to createAuth({ database: 'sqlite:app.sqlite3' })"
    throw new TypeError(`openSqliteStore got an address in place of a path; ${cure}`)
  }
  if (typeof settings !== 'object' || settings === null || !('accessTokenLifetime' in settings)) {
    throw new TypeError(`openSqliteStore got no resolved settings; write ${example} with what resolveSettings returns`)
  }
  if (typeof settings.accessTokenLifetime !== 'number') {
    throw new TypeError('openSqliteStore got settings as they are written; pass what resolveSettings returns')
  }
}
