/** What the address says, in the words of the driver. */
import { readFileSync } from 'node:fs'
import type { ConnectionOptions } from 'node:tls'
import type { PostgresUrl } from '../../kernel/postgres-url.ts'
import { DatabaseUrlError } from '../errors.ts'

export interface PostgresAddress {
  readonly host: string
  readonly port: number
  readonly user: string | undefined
  readonly password: string | undefined
  readonly database: string
  readonly ssl: ConnectionOptions | false
  readonly application_name: string
  readonly connectionTimeoutMillis: number
  /** Where the tables are; the search path of the role where it is not named. */
  readonly schema: string | undefined
  /** Further startup options. */
  readonly startup: string | undefined
  /** A pooler in transaction mode is between: no prepared statements, no parameters of a session. */
  readonly isPooled: boolean
  readonly poolSize: number
  /** How long an answer is waited for, in ms, where it is not as long as for a request. */
  readonly answerTimeout?: number
}

const defaultPoolSize = 10

/** Reads the certificates. Throws DatabaseUrlError. */
export function addressOf(url: PostgresUrl): PostgresAddress {
  return {
    host: url.host,
    port: url.port,
    user: url.user,
    password: url.password,
    database: url.database,
    ssl: tlsOf(url),
    application_name: url.applicationName ?? 'latchkey',
    connectionTimeoutMillis: url.connectTimeoutMs ?? 5000,
    schema: url.schema,
    startup: url.options,
    isPooled: url.isPooled,
    poolSize: url.poolSize ?? defaultPoolSize,
  }
}

function tlsOf(url: PostgresUrl): ConnectionOptions | false {
  if (url.tls === 'off') return false
  return {
    rejectUnauthorized: url.tls !== 'unverified',
    // The certificate has to be of the authority; whose host it names is verify-full's question.
    ...(url.tls === 'verify-ca' ? { checkServerIdentity: () => undefined } : {}),
    ...read('ca', 'sslrootcert', url.rootCertificate),
    ...read('cert', 'sslcert', url.certificate),
    ...read('key', 'sslkey', url.key),
  }
}

function read(name: 'ca' | 'cert' | 'key', parameter: string, path: string | undefined): ConnectionOptions {
  if (path === undefined) return {}
  try {
    return { [name]: readFileSync(path, 'utf8') }
  } catch {
    const what = `names a file for ${parameter} that cannot be read`
    throw new DatabaseUrlError({ what, fix: `write the path of a file that this user can read, not ${path}` })
  }
}
