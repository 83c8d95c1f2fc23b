/**
 * The drivers of PostgreSQL and MySQL, loaded when such a database is opened: they are installed by those who have one. What
 * is used of them is written down here, so that applications compile without their types.
 */
import { DjangoUnavailable } from '../../features/adoption/django-database.ts'

export interface PgResult {
  readonly rows: Record<string, unknown>[]
  readonly rowCount: number | null
}

export interface PgClient {
  query(query: { text: string; values?: unknown[]; query_timeout?: number }): Promise<PgResult>
  on(event: 'error', listener: (error: Error) => void): unknown
  release(destroy?: boolean): void
}

export interface PgPool {
  connect(): Promise<PgClient>
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'connect', listener: (client: PgClient) => void): unknown
  end(): Promise<void>
}

export interface Pg {
  readonly Pool: new (options: object) => PgPool
  readonly types: { getTypeParser(oid: number, format: 'text' | 'binary'): (value: string) => unknown }
}

export interface MysqlField {
  readonly type: string
  string(): string | null
  buffer(): Uint8Array | null
}

export interface MysqlConnection {
  query(options: { sql: string; values?: unknown[]; timeout?: number }): Promise<[unknown, unknown]>
  release(): void
  destroy(): void
}

export interface MysqlPool {
  getConnection(): Promise<MysqlConnection>
  end(): Promise<void>
}

export interface Mysql {
  createPool(options: object): MysqlPool
}

/** Throws DjangoUnavailable, with the line that installs it. */
export async function loadPg(): Promise<Pg> {
  try {
    const { default: pg } = await import('pg')
    return pg as unknown as Pg
  } catch (error) {
    throw missing(error, 'PostgreSQL', 'pg')
  }
}

/** Throws DjangoUnavailable, with the line that installs it. */
export async function loadMysql(): Promise<Mysql> {
  try {
    const mysql = await import('mysql2/promise')
    return mysql as unknown as Mysql
  } catch (error) {
    throw missing(error, 'MySQL', 'mysql2')
  }
}

function missing(error: unknown, what: string, name: string): unknown {
  if (!(error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')) return error
  return new DjangoUnavailable(`${what} needs the package ${name}, which is not installed. Run: npm install ${name}`, {
    cause: error,
  })
}
