/** Django's database on PostgreSQL, read as text: what `pg` would make of dates, intervals and numbers is not exact. */
import { readFileSync } from 'node:fs'
import { DjangoUnavailable } from '../../features/adoption/django-database.ts'
import type { PostgresUrl } from '../../kernel/postgres-url.ts'
import {
  type DjangoConnection,
  type DjangoDriver,
  type DriverLimits,
  exactInteger,
  quoteName,
  type SqlRow,
  type SqlValue,
} from '../driver.ts'
import { isSpoiled, translateFailure } from './failures.ts'
import { loadPg, type Pg, type PgClient, type PgPool } from './load-drivers.ts'

/** Throws DjangoUnavailable. */
export async function openPostgresDriver(url: PostgresUrl, limits: DriverLimits): Promise<DjangoDriver> {
  const place = `${url.host}:${url.port}/${url.database}`
  const pool = createPool(await loadPg(), url, limits)
  // A connection that breaks while it is idle: the next question takes another one.
  pool.on('error', () => {})
  // One that breaks between two statements of its borrower: the next of them says so.
  pool.on('connect', client => void client.on('error', () => {}))
  const lend = lender(pool, place, limits)
  try {
    const [found] = await lend(client => client.all('SELECT current_schema() AS name'))
    return postgresDriver(lend, pool, place, url.schema ?? String(found?.name ?? 'public'))
  } catch (error) {
    await pool.end()
    throw error
  }
}

type Lend = <T>(work: (connection: DjangoConnection) => Promise<T>, withinMs?: number) => Promise<T>

function postgresDriver(lend: Lend, pool: PgPool, place: string, schema: string): DjangoDriver {
  const within = <T>(begin: string, work: (connection: DjangoConnection) => Promise<T>) =>
    lend(async connection => {
      await connection.run(begin)
      try {
        const result = await work(connection)
        await connection.run('COMMIT')
        return result
      } catch (error) {
        await connection.run('ROLLBACK').catch(() => {})
        throw error
      }
    })
  let isOpen = true
  return {
    dialect: 'postgres',
    place,
    schema,
    quote: name => quoteName('postgres', name),
    all: (sql, values, withinMs) => lend(connection => connection.all(sql, values), withinMs),
    snapshot: work => within('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', work),
    transaction: work => within('BEGIN ISOLATION LEVEL READ COMMITTED', work),
    async close() {
      if (isOpen) await pool.end()
      isOpen = false
    },
  }
}

function lender(pool: PgPool, place: string, limits: DriverLimits): Lend {
  return async (work, withinMs) => {
    let client: PgClient | undefined
    try {
      client = await pool.connect()
    } catch (error) {
      throw translateFailure('postgres', place, error)
    }
    try {
      const result = await work(connectionOf(client, place, withinMs ?? limits.statementMs + 1000))
      client.release()
      return result
    } catch (error) {
      client.release(isSpoiled(error))
      throw error
    }
  }
}

function connectionOf(client: PgClient, place: string, timeout: number): DjangoConnection {
  const ask = async (text: string, values: readonly SqlValue[] = []) => {
    try {
      return await client.query({ text: numberPlaceholders(text), values: [...values], query_timeout: timeout })
    } catch (error) {
      throw translateFailure('postgres', place, error)
    }
  }
  return {
    all: async (sql, values) => (await ask(sql, values)).rows as SqlRow[],
    each: async (sql, values, take) => {
      for (const row of (await ask(sql, values)).rows) take(row as SqlRow)
    },
    run: async (sql, values) => (await ask(sql, values)).rowCount ?? 0,
  }
}

const numbered = new Map<string, string>()

/** `?` as `$1`; a question mark in a name or a text stays. */
function numberPlaceholders(sql: string): string {
  const found = numbered.get(sql)
  if (found !== undefined) return found
  let count = 0
  const text = sql.replaceAll(/"(?:[^"]|"")*"|'(?:[^']|'')*'|\?/g, part => {
    if (part !== '?') return part
    count += 1
    return `$${count}`
  })
  if (numbered.size > 500) numbered.clear()
  numbered.set(sql, text)
  return text
}

/** bool, bytea; int2, int4, int8, oid. */
const [bool, bytea] = [16, 17]
const integers = [20, 21, 23, 26]

function createPool(pg: Pg, url: PostgresUrl, limits: DriverLimits): PgPool {
  const getTypeParser = (oid: number, format: 'text' | 'binary') => {
    if (oid === bool) return (value: string) => value === 't'
    if (oid === bytea) return pg.types.getTypeParser(oid, format)
    return integers.includes(oid) ? exactInteger : (value: string) => value
  }
  const startup = [
    url.options,
    url.isPooled ? undefined : `-c statement_timeout=${limits.statementMs} -c lock_timeout=5000`,
    url.isPooled ? undefined : '-c TimeZone=UTC -c DateStyle=ISO -c extra_float_digits=1',
    url.schema === undefined ? undefined : `-c search_path=${url.schema}`,
  ].filter(text => text !== undefined)
  return new pg.Pool({
    ...{ host: url.host, port: url.port, user: url.user, password: url.password, database: url.database },
    ssl: tlsOf(url),
    application_name: url.applicationName ?? 'latchkey-adopt',
    connectionTimeoutMillis: url.connectTimeoutMs ?? limits.connectMs,
    max: limits.connections,
    idleTimeoutMillis: 30_000,
    allowExitOnIdle: true,
    types: { getTypeParser },
    ...(startup.length === 0 ? {} : { options: startup.join(' ') }),
  })
}

function tlsOf(url: PostgresUrl): object | false {
  if (url.tls === 'off') return false
  return {
    rejectUnauthorized: url.tls !== 'unverified',
    // The certificate has to be of the authority; whose host it names is verify-full's question.
    ...(url.tls === 'verify-ca' ? { checkServerIdentity: () => undefined } : {}),
    ...(url.rootCertificate === undefined ? {} : { ca: readCertificate(url.rootCertificate) }),
    ...(url.certificate === undefined ? {} : { cert: readCertificate(url.certificate) }),
    ...(url.key === undefined ? {} : { key: readCertificate(url.key) }),
  }
}

/** Of a URL. Throws DjangoUnavailable. */
export function readCertificate(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new DjangoUnavailable(`The address names ${path}, which cannot be read`)
  }
}
