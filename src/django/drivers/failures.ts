/**
 * What a driver threw, as one of two errors. Drivers put statements and values into their errors (mysql2's `sql`, PostgreSQL's
 * `detail`): of those nothing is kept but the code and, where it names only tables and columns, the message.
 */
import { DjangoSchemaError, DjangoUnavailable } from '../../features/adoption/django-database.ts'
import type { DjangoDialect } from '../driver.ts'

const names = { sqlite: 'SQLite', postgres: 'PostgreSQL', mysql: 'MySQL' } as const

/** An Error to be thrown. What is neither of the driver nor of the network is given back as it is. */
export function translateFailure(dialect: DjangoDialect, place: string, error: unknown): unknown {
  if (error instanceof DjangoUnavailable || error instanceof DjangoSchemaError) return error
  if (!(error instanceof Error)) return error
  const code = codeOf(error)
  if (code === undefined && !isSilence(error)) return error
  const said = `${names[dialect]} at ${place}`
  const reason = reasonOf(dialect, code, error)
  const detail = `${reason ?? ''}${code === undefined ? '' : ` (${code})`}`.trim()
  if (isTransient(dialect, code, error)) return new DjangoUnavailable(`${said} did not answer: ${detail || 'in time'}`)
  return new DjangoSchemaError(`${said} does not take what it is asked: ${detail}`)
}

/** Whether the connection may be used again. */
export function isSpoiled(error: unknown): boolean {
  return !(error instanceof DjangoSchemaError)
}

function codeOf(error: Error): string | undefined {
  const { code, errcode } = error as { readonly code?: unknown; readonly errcode?: unknown }
  if (typeof errcode === 'number') return `${errcode}`
  return typeof code === 'string' && !code.startsWith('ERR_INVALID') ? code : undefined
}

function isSilence(error: Error): boolean {
  return /timeout|timed out|terminated|closed state|Connection ended|Pool is closed/i.test(error.message)
}

/** Messages with names of tables, columns, roles and databases alone. */
function reasonOf(dialect: DjangoDialect, code: string | undefined, error: Error): string | undefined {
  const hasNamesOnly = {
    sqlite:
      /^(no such (table|column)|attempt to write a readonly|database is locked|unable to open|file is not a database|(UNIQUE|NOT NULL|FOREIGN KEY) constraint failed)/i,
    postgres:
      /^(relation|column|permission denied|null value in column|duplicate key value|password authentication failed|role|database|schema|canceling statement|insert or update on table|sorry, too many clients|no pg_hba.conf)/i,
    mysql:
      /^(Table '|Unknown column|Access denied|Unknown database|Field '|Column '|SELECT command denied|INSERT command denied|UPDATE command denied)/i,
  }[dialect]
  if (hasNamesOnly.test(error.message)) return error.message
  return code !== undefined && /^(E[A-Z]+|PROTOCOL_)/.test(code) ? 'the connection failed' : undefined
}

const transientCodes: Readonly<Record<'postgres' | 'mysql', RegExp>> = {
  postgres: /^(08|25P03|28|3D000|40|53|55P03|57|58)/,
  mysql:
    /^(ER_(CON_COUNT|LOCK_|QUERY_TIMEOUT|QUERY_INTERRUPTED|STATEMENT_TIMEOUT|SERVER_SHUTDOWN|ACCESS_DENIED_ERROR|BAD_DB|DBACCESS|TOO_MANY|HOST_|NEW_ABORTING|NORMAL_SHUTDOWN|UNKNOWN_COM)|PROTOCOL_|HANDSHAKE|POOL_)/,
}

function isTransient(dialect: DjangoDialect, code: string | undefined, error: Error): boolean {
  if (code === undefined || /^E(?!RR_|R_)[A-Z]+$/.test(code)) return true
  // BUSY, LOCKED, IOERR and CANTOPEN, whose extended codes have more bits.
  if (dialect === 'sqlite') return [5, 6, 10, 14].includes(Number(code) & 0xff)
  if ((error as { readonly fatal?: unknown }).fatal === true) return true
  return transientCodes[dialect].test(code)
}
