/**
 * The driver, loaded when a database of PostgreSQL is opened: it is installed by those who have one. What is used of it is
 * written down here, so that applications compile without its types.
 */
import type { Socket } from 'node:net'
import { DatabaseOpenError } from '../errors.ts'

export interface QueryConfig {
  readonly text: string
  readonly values?: unknown[]
  /** Of the prepared statement. */
  readonly name?: string
}

export interface QueryResult {
  readonly rows: Record<string, unknown>[]
  readonly rowCount: number | null
  readonly command: string
}

interface Queryable {
  query(query: QueryConfig): Promise<QueryResult>
  query(text: string, values?: unknown[]): Promise<QueryResult>
}

interface Emitter {
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'end' | 'notification', listener: () => void): unknown
  off(event: 'error', listener: (error: Error) => void): unknown
  removeAllListeners(event: 'error'): this
}

/** A connection that is lent by the pool. An error says that it is to be thrown away. */
export interface PoolClient extends Queryable, Emitter {
  release(error?: Error | boolean): void
}

/** The pool of `pg` (node-postgres.com/apis/pool). */
export interface Pool extends Queryable, Emitter {
  on(event: 'connect', listener: (client: PoolClient) => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'end' | 'notification', listener: () => void): unknown
  connect(): Promise<PoolClient>
  end(): Promise<void>
}

export interface Client extends Queryable, Emitter {
  connect(): Promise<unknown>
  end(): Promise<void>
  readonly connection: { readonly stream: Socket }
}

export type TypeParser = (oid: number, format: 'text' | 'binary') => (value: string) => unknown

export interface Driver {
  readonly Pool: new (options: object) => Pool
  readonly Client: new (options: object) => Client
  readonly types: { readonly getTypeParser: TypeParser }
}

/** Throws DatabaseOpenError. */
export async function loadPg(): Promise<Driver> {
  try {
    const { default: pg } = await import('pg')
    return pg as unknown as Driver
  } catch (error) {
    if (!isMissing(error)) throw error
    throw new DatabaseOpenError('PostgreSQL needs the package pg, which is not installed.', 'Run: npm install pg', {
      cause: error,
    })
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
}
