/** Django's database on MySQL or MariaDB. */
import {
  type DjangoConnection,
  type DjangoDriver,
  type DriverLimits,
  exactInteger,
  quoteName,
  type SqlRow,
  type SqlValue,
} from '../driver.ts'
import type { MysqlUrl } from '../mysql-url.ts'
import { isSpoiled, translateFailure } from './failures.ts'
import { loadMysql, type Mysql, type MysqlConnection, type MysqlField, type MysqlPool } from './load-drivers.ts'
import { readCertificate } from './postgres-driver.ts'

/** Throws DjangoUnavailable. */
export async function openMysqlDriver(url: MysqlUrl, limits: DriverLimits): Promise<DjangoDriver> {
  const place = `${url.host}:${url.port}/${url.database}`
  const pool = createPool(await loadMysql(), url, limits)
  const lend = lender(pool, place, limits)
  try {
    await lend(connection => connection.all('SELECT 1'))
    return mysqlDriver(lend, pool, place, url.database)
  } catch (error) {
    await pool.end()
    throw error
  }
}

type Lend = <T>(work: (connection: DjangoConnection) => Promise<T>, withinMs?: number) => Promise<T>

function mysqlDriver(lend: Lend, pool: MysqlPool, place: string, schema: string): DjangoDriver {
  const within = <T>(level: string, begin: string, work: (connection: DjangoConnection) => Promise<T>) =>
    lend(async connection => {
      await connection.run(`SET TRANSACTION ISOLATION LEVEL ${level}`)
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
    dialect: 'mysql',
    place,
    schema,
    quote: name => quoteName('mysql', name),
    all: (sql, values, withinMs) => lend(connection => connection.all(sql, values), withinMs),
    snapshot: work => within('REPEATABLE READ', 'START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY', work),
    transaction: work => within('READ COMMITTED', 'START TRANSACTION', work),
    async close() {
      if (isOpen) await pool.end()
      isOpen = false
    },
  }
}

function lender(pool: MysqlPool, place: string, limits: DriverLimits): Lend {
  const prepared = new WeakSet<object>()
  return async (work, withinMs) => {
    let connection: MysqlConnection | undefined
    try {
      connection = await pool.getConnection()
      if (!prepared.has(connectionKey(connection))) {
        await connection.query({ sql: sessionOf(limits), timeout: limits.connectMs })
        prepared.add(connectionKey(connection))
      }
      const result = await work(connectionOf(connection, place, withinMs ?? limits.statementMs + 1000))
      connection.release()
      return result
    } catch (error) {
      const translated = translateFailure('mysql', place, error)
      if (isSpoiled(translated)) connection?.destroy()
      else connection?.release()
      throw translated
    }
  }
}

/** The promise is a new one each time; the connection behind it stays. */
function connectionKey(connection: MysqlConnection): object {
  return (connection as { readonly connection?: object }).connection ?? connection
}

/**
 * In this mode a backslash escapes, as the driver counts on; times are not converted. MariaDB reads the first of the two
 * limits and MySQL the second.
 */
function sessionOf({ statementMs }: DriverLimits): string {
  return [
    "SET SESSION sql_mode = 'STRICT_TRANS_TABLES', time_zone = '+00:00', innodb_lock_wait_timeout = 5",
    `/*M! , max_statement_time = ${statementMs / 1000} */`,
    `/*!50704 , max_execution_time = ${statementMs} */`,
  ].join(' ')
}

function connectionOf(connection: MysqlConnection, place: string, timeout: number): DjangoConnection {
  const ask = async (sql: string, values: readonly SqlValue[] = []) => {
    try {
      const [answer] = await connection.query({ sql, values: values.map(bindable), timeout })
      return answer
    } catch (error) {
      throw translateFailure('mysql', place, error)
    }
  }
  return {
    all: async (sql, values) => (await ask(sql, values)) as SqlRow[],
    each: async (sql, values, take) => {
      for (const row of (await ask(sql, values)) as SqlRow[]) take(row)
    },
    run: async (sql, values) => ((await ask(sql, values)) as { readonly affectedRows?: number }).affectedRows ?? 0,
  }
}

function bindable(value: SqlValue): unknown {
  return value instanceof Uint8Array ? Buffer.from(value) : value
}

const integers = ['TINY', 'SHORT', 'LONG', 'INT24', 'LONGLONG', 'YEAR']
const bytes = ['BIT', 'GEOMETRY']

function createPool(mysql: Mysql, url: MysqlUrl, limits: DriverLimits): MysqlPool {
  return mysql.createPool({
    ...(url.socketPath === undefined ? { host: url.host, port: url.port } : { socketPath: url.socketPath }),
    ...{ user: url.user, password: url.password, database: url.database },
    ...(url.tls === 'off' ? {} : { ssl: tlsOf(url) }),
    charset: 'utf8mb4',
    connectTimeout: limits.connectMs,
    connectionLimit: limits.connections,
    maxIdle: limits.connections,
    idleTimeout: 30_000,
    // One statement is one statement.
    multipleStatements: false,
    typeCast: (field: MysqlField) => {
      if (bytes.includes(field.type)) return field.buffer()
      const text = field.string()
      return text !== null && integers.includes(field.type) ? exactInteger(text) : text
    },
  })
}

function tlsOf({ tls, rootCertificate }: MysqlUrl): object {
  return {
    rejectUnauthorized: tls !== 'unverified',
    verifyIdentity: tls === 'verify-full',
    ...(rootCertificate === undefined ? {} : { ca: readCertificate(rootCertificate) }),
  }
}
