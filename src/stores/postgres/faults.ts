/** What an error of PostgreSQL or of the way to it means (postgresql.org/docs/current/errcodes-appendix.html). */
import { AuthError, problem } from '../../problems.ts'
import { storeUnavailable } from '../errors.ts'

/** Classes of SQLSTATE that say: not our SQL, but the server or the way to it. */
const awayClasses: ReadonlySet<string> = new Set(['08', '28', '53', '58', 'XX'])
const awayCodes: ReadonlySet<string> = new Set([
  '25006', // read-only: a replica, or a primary that was switched over
  '3D000', // the database was dropped
  '40001', // could not be serialized, also when tried again
  '40P01', // deadlock, also when tried again
  '55P03', // a lock was not to be had
  '57014', // statement_timeout
  '57P01',
  '57P02',
  '57P03',
  '57P05',
])

/** What the triggers of an adoption raise: see adoption-schema.ts. */
const followingState = 'LK409'

/** SQLSTATE of an error from the server; the code of a system call (ECONNREFUSED) is none. */
export function sqlStateOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && 'severity' in (error as object) ? code : undefined
}

/** No answer came while it was waited for. */
export class Silence extends Error {
  constructor(message = 'the database does not answer') {
    super(message)
  }
}

/** The connection is gone or does not answer: the server may have heard the statement or not. */
export function isLost(error: unknown): boolean {
  const state = sqlStateOf(error)
  if (state !== undefined) return state.startsWith('08') || /^57P0[1235]$/.test(state)
  return isOfTheWire(error)
}

/** Errors of sockets, of TLS, and of the driver, which gives its own no code. */
const wireCodes =
  /^(?:E(?:CONNREFUSED|CONNRESET|CONNABORTED|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|NETDOWN|HOSTDOWN|NOTFOUND|AI_AGAIN|ADDRNOTAVAIL|NOENT|ACCES|MFILE|NFILE)|ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/
const driverMessages =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client (?:was closed|has encountered a connection error)|Cannot use a pool after calling end|The server does not support SSL|server conn crashed)/i

function isOfTheWire(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof Silence) return true
  if (error instanceof AggregateError) return error.errors.some(isOfTheWire)
  const code = 'code' in error ? String(error.code) : ''
  return wireCodes.test(code) || driverMessages.test(error.message)
}

export function isAway(error: unknown): boolean {
  const state = sqlStateOf(error)
  if (state === undefined) return isOfTheWire(error)
  return awayCodes.has(state) || awayClasses.has(state.slice(0, 2))
}

/** Another node has changed a table since this connection prepared the statement, which therefore has not run. */
export function isStalePlan(error: unknown): boolean {
  return sqlStateOf(error) === '0A000' && (error as { readonly routine?: string }).routine === 'RevalidateCachedQuery'
}

/** Rolled back by the server in favour of another transaction: it can simply run again. */
export function isCollision(error: unknown): boolean {
  const state = sqlStateOf(error)
  return state === '40001' || state === '40P01'
}

/**
 * Maps an unavailable database to `store_unavailable` (503). Any other error is a bug in our TypeScript or SQL and stays
 * unchanged: a 500 whose cause is in the log, not a promise that a retry will help.
 */
export function toCaller(error: unknown): unknown {
  if (error instanceof AuthError) return error
  if (sqlStateOf(error) === followingState) return problem('adoption_following', { cause: error })
  return isAway(error) ? storeUnavailable('postgresql', error) : error
}
