/** Facts about a database of PostgreSQL for `latchkey doctor`. It is read, and not migrated. */
import type { EndpointCounts } from '../../features/webhooks/webhook.ts'
import { openDeliveries, toCounts } from '../rows/delivery.ts'
import { type SealedSecrets, sealedFactorsSql, sealedKeysSql, toSealedSecrets } from '../rows/sealed-secrets.ts'
import type { PostgresAddress } from './address.ts'
import { firstOf, rowsOf } from './connection.ts'
import { type Database, openDatabase } from './database.ts'
import { findDrift } from './drift.ts'
import { openingDatabase, requireFitServer } from './explain-open.ts'
import { currentNumber, findFit, type SchemaFit } from './migrations.ts'
import { latestMigration } from './schema.ts'

export interface PostgresFacts {
  readonly migration: number
  readonly latestMigration: number
  readonly fit: SchemaFit
  /** `undefined`: the user may make no schema to compare with. */
  readonly drift: readonly string[] | undefined
  readonly fsync: boolean
  readonly fullPageWrites: boolean
  readonly synchronousCommit: string
  /** Of another machine, as the address names it. */
  readonly remoteHost: string | undefined
  readonly tls: 'off' | 'unverified' | 'verified'
  /** By the address. */
  readonly isPooled: boolean
  /** By the answers: the process that was greeted is not the one that works. */
  readonly isBehindPooler: boolean
  /** How far the server's clock is ahead of this one, in ms. */
  readonly aheadMs: number
  /** The latest time in the audit log, in ms. */
  readonly newestInstant: number
  /** Rows that `flushexpired` would delete; of each table no more are counted than `countedRows`. */
  readonly expiredRows: number
  /** Webhooks that wait or were given up; absent where they were not counted. */
  readonly openDeliveries?: readonly EndpointCounts[]
  /** Absent where they were not read. */
  readonly sealedSecrets?: SealedSecrets
}

interface PostgresInspecting {
  readonly now: () => number
  readonly auditBefore?: number | undefined
  /** The server and the way to it alone: no table is looked at, and no schema is made to compare with. */
  readonly isQuick?: boolean
}

/** More are not told apart: a count of all would read the table. */
const countedRows = 100_000

/** `undefined` where there are no tables yet. Throws DatabaseOpenError. */
export async function inspectPostgres(
  address: PostgresAddress,
  { now, auditBefore = 0, isQuick = false }: PostgresInspecting,
): Promise<PostgresFacts | undefined> {
  const database = await openDatabase(address)
  try {
    return await openingDatabase(address, async () => {
      await requireFitServer(database, address)
      const migration = await currentNumber(database)
      if (migration === 0) return undefined
      return {
        migration,
        latestMigration,
        fit: await findFit(database),
        ...settingsOf(address),
        ...(await readServer(database)),
        aheadMs: await readClock(database, now),
        ...(migration === latestMigration && !isQuick ? await readTables(database, now(), auditBefore) : nothingRead),
      }
    })
  } finally {
    await database.close()
  }
}

const nothingRead = { drift: [], newestInstant: 0, expiredRows: 0 }

function settingsOf({ host, ssl, isPooled }: PostgresAddress) {
  const isLocal = host.startsWith('/') || host === 'localhost' || host === '::1' || /^127\./.test(host)
  const tls = ssl === false ? 'off' : ssl.rejectUnauthorized === false ? 'unverified' : 'verified'
  return { remoteHost: isLocal ? undefined : host, tls, isPooled } as const
}

async function readServer(database: Database) {
  return await database.lend(async lent => {
    const row = await firstOf(
      lent.query(`
        SELECT current_setting('fsync') AS fsync, current_setting('full_page_writes') AS full_page_writes,
          current_setting('synchronous_commit') AS synchronous_commit, pg_backend_pid() AS pid`),
    )
    return {
      fsync: row?.fsync === 'on',
      fullPageWrites: row?.full_page_writes === 'on',
      synchronousCommit: String(row?.synchronous_commit),
      isBehindPooler: Number(row?.pid) !== lent.greetedBy,
    }
  })
}

/** The middle of the trip is when the server looked at its clock. */
async function readClock(database: Database, now: () => number): Promise<number> {
  const before = now()
  const row = await firstOf(database.query('SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS clock'))
  return Number(row?.clock) - (before + now()) / 2
}

async function readTables(database: Database, now: number, auditBefore: number) {
  const expired = ['sessions WHERE keep_day < $1::bigint / 86400000', 'spent_tokens WHERE expires_at <= $1']
  const all = [...expired, 'revocations WHERE keep_until <= $1', 'audit WHERE at < $2']
  const counts = all.map(rows => `(SELECT count(*) FROM (SELECT FROM ${rows} LIMIT ${countedRows}) AS counted)`)
  const row = await firstOf(
    database.query(`SELECT ${counts.join(' + ')} AS expired, coalesce((SELECT max(at) FROM audit), 0) AS newest`, [
      now,
      auditBefore,
    ]),
  )
  return {
    drift: await findDrift(database),
    newestInstant: Number(row?.newest),
    expiredRows: Number(row?.expired),
    openDeliveries: (await rowsOf(database.query(openDeliveries))).map(toCounts),
    sealedSecrets: toSealedSecrets(
      await rowsOf(database.query(sealedKeysSql)),
      await rowsOf(database.query(sealedFactorsSql)),
    ),
  }
}
