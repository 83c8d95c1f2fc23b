/** `redis://user:password@host:port/number`, `rediss://` for TLS, `unix:///path/redis.sock`: redis-py's and Django's spellings. */
import { anyValue, type ParameterCheck, type ReadParameters, readParameters } from './url-parameters.ts'

export interface RedisUrl {
  readonly host: string
  readonly port: number
  /** The path of a Unix socket, in place of host and port. */
  readonly socket: string | undefined
  readonly user: string | undefined
  readonly password: string | undefined
  /** The number of the database. */
  readonly database: number
  readonly isTls: boolean
  /** The path of a file in PEM: the authority that signed the server's certificate. */
  readonly authority: string | undefined
  /** What every key begins with: applications that share a Redis have one each. */
  readonly prefix: string
}

export type RedisUrlReading =
  | { readonly ok: true; readonly url: RedisUrl }
  | { readonly ok: false; readonly what: string; readonly fix: string }

const example = 'write redis://host:6379/0, with :password@ or user:password@ before the host'
const encoding = 'in the password @ is written %40, / is %2F, # is %23, ? is %3F and : is %3A'

export function parseRedisUrl(text: string): RedisUrlReading {
  const refuse = (what: string, fix: string): RedisUrlReading => ({ ok: false, what, fix })
  if (text.trim() !== text) return refuse('has blanks around it', 'remove them')
  if (!/^(?:rediss?|unix):\/\//i.test(text)) return refuse('is no address of Redis', example)
  // A user needs a host to be of.
  const url = URL.parse(text.replace(/^(unix:\/\/[^/?#]*@)(?=\/)/i, '$1localhost'))
  if (url === null || url.hash !== '') return refuse('is no address', `${example}; ${encoding}`)
  // A plus is no blank here, as in a form.
  const parameters = readParameters(new URLSearchParams(url.search.replaceAll('+', '%2B')), parameterChecks)
  if (!parameters.ok) return parameters
  try {
    return url.protocol === 'unix:' ? composeSocket(url, parameters.values) : compose(url, parameters.values)
  } catch (error) {
    if (!(error instanceof URIError)) throw error
    return refuse('is not percent-encoded', 'write a % of a name or password as %25')
  }
}

/** The address for people, without its password. */
export function nameOfRedis({ host, port, socket, database, isTls }: RedisUrl): string {
  if (socket !== undefined) return `unix://${socket}?db=${database}`
  return `${isTls ? 'rediss' : 'redis'}://${host.includes(':') ? `[${host}]` : host}:${port}/${database}`
}

type Parameters = Extract<ReadParameters<keyof typeof parameterChecks>, { readonly ok: true }>['values']

function compose(url: URL, { db, ca, prefix, password }: Parameters): RedisUrlReading {
  const path = decodeURIComponent(url.pathname).replace(/^\//, '')
  if (!/^\d{0,4}$/.test(path)) {
    return { ok: false, what: 'names a database that is no number', fix: 'write its number, such as /0' }
  }
  if (path !== '' && db !== undefined) return { ok: false, what: 'names two databases', fix: 'remove ?db=' }
  const isTls = url.protocol === 'rediss:'
  if (ca !== undefined && !isTls) {
    return { ok: false, what: 'names an authority (ca) without TLS', fix: 'write rediss://, or remove it' }
  }
  return {
    ok: true,
    url: {
      host: decodeURIComponent(url.hostname).replace(/^\[(.*)\]$/, '$1') || 'localhost',
      port: Number(url.port || 6379),
      socket: undefined,
      user: decodeURIComponent(url.username) || undefined,
      password: decodeURIComponent(url.password) || password,
      database: Number(path || (db ?? 0)),
      isTls,
      authority: ca,
      prefix: prefix ?? defaultPrefix,
    },
  }
}

function composeSocket(url: URL, { db, ca, prefix, password }: Parameters): RedisUrlReading {
  const socket = decodeURIComponent(url.pathname)
  if (!['', 'localhost'].includes(url.hostname) || socket.length < 2) {
    return { ok: false, what: 'names no path of a socket', fix: 'write unix:///run/redis/redis.sock?db=0' }
  }
  if (ca !== undefined) return { ok: false, what: 'names an authority (ca) for a socket', fix: 'remove it' }
  return {
    ok: true,
    url: {
      host: 'localhost',
      port: 6379,
      socket,
      user: decodeURIComponent(url.username) || undefined,
      password: decodeURIComponent(url.password) || password,
      database: Number(db ?? 0),
      isTls: false,
      authority: undefined,
      prefix: prefix ?? defaultPrefix,
    },
  }
}

const defaultPrefix = 'latchkey'

const parameterChecks = {
  prefix: { pattern: /^[\w.:-]{1,40}$/, fix: 'use letters, digits, and . _ : - (40 at most)' },
  db: { pattern: /^\d{1,4}$/, fix: 'write the number of the database' },
  ca: { pattern: /^.+$/s, fix: 'write the path of a file in PEM, or remove it' },
  password: anyValue,
} satisfies Record<string, ParameterCheck>
