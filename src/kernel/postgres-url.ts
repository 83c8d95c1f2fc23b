/**
 * The address of a database of PostgreSQL, as libpq writes it
 * (postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS). A parameter that is not known is refused: one
 * that was ignored could be the one that asks for TLS.
 */
import { anyValue, type ParameterCheck, type ReadParameters, readParameters } from './url-parameters.ts'
export interface PostgresUrl {
  /** A name, an address, or the folder of a Unix socket. */
  readonly host: string
  readonly port: number
  /** Absent: as the driver finds it (PGUSER, the user of the process). */
  readonly user: string | undefined
  readonly password: string | undefined
  readonly database: string
  readonly tls: 'off' | 'unverified' | 'verify-ca' | 'verify-full'
  /** Paths of files in PEM. */
  readonly rootCertificate: string | undefined
  readonly certificate: string | undefined
  readonly key: string | undefined
  readonly schema: string | undefined
  /** A pooler in transaction mode is at this address. */
  readonly isPooled: boolean
  readonly poolSize: number | undefined
  readonly connectTimeoutMs: number | undefined
  readonly applicationName: string | undefined
  /** Further startup options, as libpq's `options`. */
  readonly options: string | undefined
}

export type PostgresUrlReading =
  | { readonly ok: true; readonly url: PostgresUrl }
  | { readonly ok: false; readonly what: string; readonly fix: string }

const example = 'write postgres://host:5432/database, with the user and its password before the host'

const encoding = 'in the password @ is written %40, / is %2F, # is %23, ? is %3F and : is %3A'

/** Whether the text names a database of PostgreSQL: SQLAlchemy's and dj-database-url's spellings count. */
export function isPostgresUrl(text: string): boolean {
  return /^(?:postgres|postgresql|pgsql|psql|postgis)(?:\+\w+)?:/i.test(text)
}

export function parsePostgresUrl(text: string): PostgresUrlReading {
  const refuse = (what: string, fix: string): PostgresUrlReading => ({ ok: false, what, fix })
  if (text.trim() !== text) return refuse('has blanks around it', 'remove them')
  const [, rest] = /^[a-z+]\w*(?:\+\w+)?:\/\/(.*)$/is.exec(text) ?? []
  if (rest === undefined) return refuse('has no two slashes after its scheme', example)
  if (/^[^/?]*,/.test(rest.replace(/^[^@/?]*@/, ''))) {
    return refuse('names several hosts', 'name the one that takes writes, or an address in front of them')
  }
  // Node reads hosts only of schemes that it knows; a socket's folder is written %2Frun%2Fpostgresql.
  const url = URL.parse(`postgres://${withHost(rest)}`)
  if (url === null || url.hash !== '') return refuse('is no address', `${example}; ${encoding}`)
  // A plus is no blank here, as in a form: libpq decodes percents alone.
  const parameters = readParameters(new URLSearchParams(url.search.replaceAll('+', '%2B')), parameterChecks)
  if (!parameters.ok) return parameters
  try {
    return compose(url, parameters.values)
  } catch (error) {
    if (!(error instanceof URIError)) throw error
    return refuse('is not percent-encoded', 'write a % of a name or password as %25')
  }
}

/** Before a user or a port the host may be left out, where a parameter names it. */
function withHost(rest: string): string {
  return rest.replace(/^([^/?#]*@)?(?=[:/?]|$)/, (_, user = '') =>
    user === '' && rest.startsWith('/') ? '' : `${user}localhost`,
  )
}

type Parameters = Extract<ReadParameters<keyof typeof parameterChecks>, { readonly ok: true }>['values']

function compose(url: URL, values: Parameters): PostgresUrlReading {
  const database = decodeURIComponent(url.pathname.slice(1))
  if (database === '') return { ok: false, what: 'names no database', fix: example }
  if (database.includes('/')) return { ok: false, what: 'has a path behind the database', fix: example }
  if (values.pgbouncer === 'true' && (values.schema ?? values.options) !== undefined) {
    const what =
      'names a schema or options beside pgbouncer=true: a pooler would give them to other clients, or refuse them'
    return { ok: false, what, fix: 'set them on the role: ALTER ROLE name SET search_path = schema' }
  }
  const host = values.host ?? (decodeURIComponent(url.hostname).replace(/^\[(.*)\]$/, '$1') || 'localhost')
  const tls = tlsOf(values)
  const { sslrootcert, schema, connect_timeout } = values
  return {
    ok: true,
    url: {
      host,
      port: Number(values.port ?? (url.port || 5432)),
      user: values.user ?? (decodeURIComponent(url.username) || undefined),
      password: values.password ?? (decodeURIComponent(url.password) || undefined),
      database,
      tls,
      rootCertificate: sslrootcert === 'system' ? undefined : sslrootcert,
      certificate: values.sslcert,
      key: values.sslkey,
      schema,
      isPooled: values.pgbouncer === 'true',
      poolSize: values.pool_size === undefined ? toNumber(values.connection_limit) : toNumber(values.pool_size),
      connectTimeoutMs: connect_timeout === undefined ? undefined : Number(connect_timeout) * 1000,
      applicationName: values.application_name,
      options: values.options,
    },
  }
}

/** A root certificate that is named is checked against, as libpq does. */
function tlsOf({ sslmode, ssl, sslrootcert }: Parameters): PostgresUrl['tls'] {
  const mode = sslmode ?? (ssl === 'true' ? 'require' : 'disable')
  if (mode === 'disable') return 'off'
  if (mode === 'require') return sslrootcert === undefined ? 'unverified' : 'verify-ca'
  return mode as 'verify-ca' | 'verify-full'
}

function toNumber(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text)
}

const whole: ParameterCheck = { pattern: /^[1-9]\d{0,3}$/, fix: 'write a whole number from 1' }
const yesOrNo: ParameterCheck = { pattern: /^(?:true|false)$/, fix: 'write true or false' }

const parameterChecks = {
  sslmode: {
    pattern: /^(?:disable|require|verify-ca|verify-full)$/,
    fix: 'write disable, require, verify-ca or verify-full: what falls back to plain text protects nothing',
  },
  ssl: yesOrNo,
  sslrootcert: anyValue,
  sslcert: anyValue,
  sslkey: anyValue,
  host: anyValue,
  port: {
    pattern: /^(?:[1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])$/,
    fix: 'write a number from 1 to 65535',
  },
  user: anyValue,
  password: anyValue,
  schema: { pattern: /^[A-Za-z_][A-Za-z0-9_$]{0,62}$/, fix: 'write a plain name, such as auth' },
  pgbouncer: yesOrNo,
  pool_size: whole,
  connection_limit: whole,
  connect_timeout: whole,
  application_name: anyValue,
  options: anyValue,
  // Said by the addresses of several hosts of PostgreSQL. The driver binds where the server can.
  channel_binding: { pattern: /^(?:prefer|require|disable)$/, fix: 'write prefer' },
} satisfies Record<string, ParameterCheck>
