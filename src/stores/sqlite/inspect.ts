/** Facts about a database for `latchkey doctor`. It is opened read-only and not migrated. */
import { existsSync, statfsSync, statSync } from 'node:fs'
import type { EndpointCounts } from '../../features/webhooks/webhook.ts'
import { openDeliveries, toCounts } from '../rows/delivery.ts'
import { type SealedSecrets, sealedFactorsSql, sealedKeysSql, toSealedSecrets } from '../rows/sealed-secrets.ts'
import { type Database, openDatabase, type Row } from './database.ts'
import { loadSqlite } from './load-sqlite.ts'
import { migrate } from './migrations.ts'
import { type PromotionFact, readPromotion } from './promotion/moved.ts'
import { latestMigration } from './schema.ts'

export interface DatabaseFacts {
  /** The permission bits of the file, such as 0o600. */
  readonly mode: number
  readonly migration: number
  readonly latestMigration: number
  /** Our tables, columns, indexes and triggers that are missing or different. */
  readonly drift: readonly string[]
  readonly journalMode: string
  /** The magic number of the file system, as in statfs(2); 0 if it is unknown. */
  readonly fileSystem: number
  /** SQLite's messages about damage; empty if there is none. */
  readonly damage: readonly string[]
  /** The latest time in any row, in ms. */
  readonly newestInstant: number
  /** Where a copy of the file goes, or has gone, by `latchkey promote`. */
  readonly promotion: PromotionFact | undefined
  /** Rows that `flushexpired` would delete. */
  readonly expiredRows: number
  /** Webhooks that wait or were given up; absent where they were not counted. */
  readonly openDeliveries?: readonly EndpointCounts[]
  /** Absent where they were not read. */
  readonly sealedSecrets?: SealedSecrets
}

export interface InspectOptions {
  readonly now: number
  /** Audit rows from before this time, in ms, are expired; absent if they are kept forever. */
  readonly auditBefore?: number | undefined
}

/** `undefined` if there is no file yet. Throws SQLite's error for a file that is not a database. */
export function inspectDatabase(path: string, { now, auditBefore }: InspectOptions): DatabaseFacts | undefined {
  if (!existsSync(path)) return undefined
  const db = new (loadSqlite().DatabaseSync)(path, { readOnly: true })
  try {
    const ask = (sql: string, ...values: number[]) => db.prepare(sql).all(...values) as Row[]
    const migration = numberOf(readIfThere(() => ask('SELECT max(number) AS value FROM schema_migrations')))
    const count = (sql: string, before: number) => numberOf(readIfThere(() => ask(sql, before)))
    return {
      mode: statSync(path).mode & 0o777,
      migration,
      latestMigration,
      drift: migration === latestMigration ? findDrift(ask) : [],
      fileSystem: statfsSync(path).type,
      journalMode: String(ask('PRAGMA journal_mode')[0]?.journal_mode),
      damage: ask('PRAGMA quick_check(5)').flatMap(row => (row.quick_check === 'ok' ? [] : [String(row.quick_check)])),
      promotion: readPromotion(db),
      newestInstant: numberOf(readIfThere(() => ask(newestInstant))),
      openDeliveries: readIfThere(() => ask(openDeliveries)).map(toCounts),
      sealedSecrets: toSealedSecrets(
        readIfThere(() => ask(sealedKeysSql)),
        readIfThere(() => ask(sealedFactorsSql)),
      ),
      expiredRows:
        count('SELECT count(*) AS value FROM sessions WHERE id < CAST(? / 86400000 AS INTEGER) << 32', now) +
        count('SELECT count(*) AS value FROM spent_tokens WHERE expires_at <= ?', now) +
        count('SELECT count(*) AS value FROM revocations WHERE keep_until <= ?', now) +
        count('SELECT count(*) AS value FROM audit WHERE at < ?', auditBefore ?? 0),
    }
  } finally {
    db.close()
  }
}

/** Of the database of a running server, which waits meanwhile: nothing that reads tables or the whole file. */
export function inspectOpenDatabase(db: Database): {
  readonly name: string
  readonly facts: DatabaseFacts | undefined
} {
  const ask = (sql: string) => db.prepare(sql).all() as Row[]
  const path = String(ask("SELECT file FROM pragma_database_list WHERE name = 'main'")[0]?.file ?? '')
  if (path === '') return { name: ':memory:', facts: undefined }
  const facts: DatabaseFacts = {
    mode: statSync(path).mode & 0o777,
    migration: latestMigration,
    latestMigration,
    drift: [],
    fileSystem: statfsSync(path).type,
    journalMode: String(ask('PRAGMA journal_mode')[0]?.journal_mode),
    damage: [],
    promotion: readPromotion(db),
    newestInstant: numberOf(ask('SELECT at AS value FROM audit ORDER BY id DESC LIMIT 1')),
    expiredRows: 0,
  }
  return { name: path, facts }
}

const newestInstant = `SELECT max(coalesce((SELECT max(at) FROM audit), 0), coalesce((SELECT max(last_used_at) FROM sessions), 0),
  coalesce((SELECT max(at) FROM revocations), 0)) AS value`

/** An empty or older file does not have every table. */
function readIfThere(ask: () => readonly Row[]): readonly Row[] {
  try {
    return ask()
  } catch {
    return []
  }
}

function numberOf(rows: readonly Row[]): number {
  return Number(rows[0]?.value ?? 0)
}

type Ask = (sql: string) => readonly Row[]

/** Compares with a fresh schema from the migrations. Additions by the application are ignored. */
function findDrift(found: Ask): string[] {
  const fresh = openDatabase(':memory:')
  migrate(fresh)
  const drift = compareSchemas(
    listObjects(sql => fresh.prepare(sql).all()),
    listObjects(found),
  )
  fresh.close()
  return drift
}

/** Each column, index and trigger, with its definition. */
function listObjects(ask: Ask): ReadonlyMap<string, string> {
  const columns = ask(`SELECT m.name || '.' || c.name AS name, c.type || ' ' || c."notnull" || ' ' || c.pk AS made
    FROM sqlite_master AS m, pragma_table_info(m.name) AS c WHERE m.type = 'table'`)
  const others = ask(
    "SELECT type || ' ' || name AS name, sql AS made FROM sqlite_master WHERE type IN ('index', 'trigger')",
  )
  return new Map([...columns, ...others].map(({ name, made }) => [String(name), String(made)]))
}

function compareSchemas(wanted: ReadonlyMap<string, string>, found: ReadonlyMap<string, string>): string[] {
  return [...wanted].flatMap(([name, made]) => {
    if (!found.has(name)) return [`${name} is missing`]
    return found.get(name) === made ? [] : [`${name} is different`]
  })
}
