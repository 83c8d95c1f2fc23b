/** Parses a DATABASE_URL: the dialect, and the location of the database. */
import { resolve } from 'node:path'
import { isPostgresUrl, type PostgresUrl, parsePostgresUrl } from '../kernel/postgres-url.ts'
import { parseSqliteUrl } from '../kernel/sqlite-url.ts'
import { DatabaseUrlError } from './errors.ts'

export { formatSqliteUrl } from '../kernel/sqlite-url.ts'

export interface SqliteLocation {
  readonly dialect: 'sqlite'
  /** An absolute path, or `:memory:`. */
  readonly path: string
}

export interface PostgresLocation {
  readonly dialect: 'postgres'
  readonly url: PostgresUrl
}

export type DatabaseLocation = SqliteLocation | PostgresLocation

/** The name of a database for people: a path, or an address without its password. */
export function nameOfDatabase(location: DatabaseLocation): string {
  if (location.dialect === 'sqlite') return location.path
  const { user, host, port, database, schema } = location.url
  const place = host.startsWith('/') ? host : `${host}:${port}`
  const role = user === undefined ? '' : `${user}@`
  return `postgres://${role}${place}/${database}${schema === undefined ? '' : `?schema=${schema}`}`
}

/** The same without the user: for messages, from which whatever stands before an @ is cut. */
export function placeOfDatabase(location: DatabaseLocation): string {
  return nameOfDatabase(location).replace(/^(postgres:\/\/)[^@/]*@/, '$1')
}

/** A relative path is resolved against `folder`. Throws DatabaseUrlError. */
export function parseDatabaseUrl(url: string, folder: string): DatabaseLocation {
  if (isPostgresUrl(url)) {
    const read = parsePostgresUrl(url)
    if (!read.ok) throw new DatabaseUrlError(read)
    return { dialect: 'postgres', url: read.url }
  }
  const read = parseSqliteUrl(url)
  if (!read.ok) throw new DatabaseUrlError(read)
  return { dialect: 'sqlite', path: read.path === ':memory:' ? read.path : resolve(folder, read.path) }
}
