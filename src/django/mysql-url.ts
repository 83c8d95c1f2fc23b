/** The address of a database of MySQL or MariaDB, as dj-database-url and SQLAlchemy write it. */
import { readParameters } from '../kernel/url-parameters.ts'

export interface MysqlUrl {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
  readonly socketPath: string | undefined
  readonly tls: 'off' | 'unverified' | 'verify-ca' | 'verify-full'
  /** Path of a file in PEM. */
  readonly rootCertificate: string | undefined
}

export type MysqlUrlReading =
  | { readonly ok: true; readonly url: MysqlUrl }
  | { readonly ok: false; readonly what: string; readonly fix: string }

const example =
  'write mysql://user:password@host:3306/database; in the password @ is written %40, / is %2F and # is %23'

export function isMysqlUrl(text: string): boolean {
  return /^(?:mysql2?|mariadb)(?:\+\w+)?:/i.test(text)
}

export function parseMysqlUrl(text: string): MysqlUrlReading {
  const [, rest] = /^[a-z]\w*(?:\+\w+)?:\/\/(\S+)$/i.exec(text) ?? []
  const url = rest === undefined ? null : URL.parse(`mysql://${rest}`)
  if (url === null || url.hash !== '') return { ok: false, what: 'is no address', fix: example }
  const parameters = readParameters(url.searchParams, {
    'ssl-mode': {
      pattern: /^(?:DISABLED|REQUIRED|VERIFY_CA|VERIFY_IDENTITY)$/i,
      fix: 'write DISABLED, REQUIRED, VERIFY_CA or VERIFY_IDENTITY',
    },
    'ssl-ca': { pattern: /./, fix: 'write a path' },
    unix_socket: { pattern: /^\//, fix: 'write an absolute path' },
    charset: { pattern: /./, fix: 'leave it out' },
  })
  if (!parameters.ok) return parameters
  try {
    const database = decodeURIComponent(url.pathname.slice(1))
    if (database === '' || database.includes('/')) return { ok: false, what: 'names no database', fix: example }
    const { values } = parameters
    return {
      ok: true,
      url: {
        host: decodeURIComponent(url.hostname).replace(/^\[(.*)\]$/, '$1') || '127.0.0.1',
        port: Number(url.port || 3306),
        user: decodeURIComponent(url.username) || 'root',
        password: decodeURIComponent(url.password),
        database,
        socketPath: values.unix_socket,
        tls: tlsOf(values['ssl-mode']?.toUpperCase(), values['ssl-ca']),
        rootCertificate: values['ssl-ca'],
      },
    }
  } catch (error) {
    if (!(error instanceof URIError)) throw error
    return { ok: false, what: 'is not percent-encoded', fix: 'write a % of a name or password as %25' }
  }
}

function tlsOf(mode: string | undefined, rootCertificate: string | undefined): MysqlUrl['tls'] {
  if (mode === 'VERIFY_IDENTITY') return 'verify-full'
  if (mode === 'VERIFY_CA' || (rootCertificate !== undefined && mode !== 'DISABLED')) return 'verify-ca'
  return mode === 'REQUIRED' ? 'unverified' : 'off'
}
