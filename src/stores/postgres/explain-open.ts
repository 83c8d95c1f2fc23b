/** Says in a sentence why a database of PostgreSQL cannot be opened, and what to do. */
import { DatabaseOpenError } from '../errors.ts'
import type { PostgresAddress } from './address.ts'
import { firstOf } from './connection.ts'
import type { Database } from './database.ts'
import { isAway, sqlStateOf } from './faults.ts'

/** Runs what opens the database. An error of the server or of the way to it becomes a DatabaseOpenError with its cause. */
export async function openingDatabase<T>(address: PostgresAddress, open: () => Promise<T>): Promise<T> {
  try {
    return await open()
  } catch (error) {
    throw explain(address, error) ?? error
  }
}

/** What the server is, asked before anything is made in it. Throws DatabaseOpenError. */
export async function requireFitServer(database: Database, { schema }: PostgresAddress): Promise<void> {
  const facts = await firstOf(database.query(serverFacts))
  const refuse = (what: string, fix: string) => new DatabaseOpenError(what, fix)
  if (Number(facts?.version) < 130_000) {
    throw refuse(`The server is PostgreSQL ${facts?.release}.`, 'Latchkey needs PostgreSQL 13 or newer.')
  }
  if (facts?.encoding !== 'UTF8') {
    throw refuse(
      `The database has the encoding ${facts?.encoding}.`,
      'Make one that can hold every name: createdb --encoding=UTF8 --template=template0 NAME',
    )
  }
  if (facts.is_replica === true) throw refuse('The server is a replica, which takes no writes.', replicaFix)
  if (facts.is_read_only === 'on')
    throw refuse('The database is read-only (default_transaction_read_only).', replicaFix)
  if (facts.schema === null && schema === undefined) {
    throw refuse(
      'No schema of the search path exists.',
      'Create it, or name one at the end of DATABASE_URL: ?schema=latchkey',
    )
  }
}

const replicaFix = 'Set DATABASE_URL to the primary, or to an address that leads there.'

const serverFacts = `
  SELECT current_setting('server_version_num') AS version, current_setting('server_version') AS release,
    current_setting('server_encoding') AS encoding, pg_is_in_recovery() AS is_replica,
    current_setting('default_transaction_read_only') AS is_read_only, current_schema() AS schema`

function explain(address: PostgresAddress, error: unknown): DatabaseOpenError | undefined {
  if (!(error instanceof Error) || error instanceof DatabaseOpenError) return undefined
  const say = ([what, fix]: readonly [string, string]) => new DatabaseOpenError(what, fix, { cause: error })
  const state = sqlStateOf(error)
  const found = state === undefined ? explainWay(address, error) : explainState(address, state, error.message)
  if (found !== undefined) return say(found)
  return isAway(error)
    ? say([`The database cannot be opened: ${error.message}.`, 'Check the server and its log.'])
    : undefined
}

type Explained = readonly [what: string, fix: string]

function explainState(
  { database, user, schema, isPooled }: PostgresAddress,
  state: string,
  message: string,
): Explained | undefined {
  const name = user ?? 'of the process'
  if (isOfPooler(state, message) && !isPooled) return pooler
  switch (state) {
    case '3D000':
      return [`The server has no database ${database}.`, `Make it: createdb ${database}`]
    case '28P01':
      return [
        `The server refuses the password of the user ${name}.`,
        'Check the password in DATABASE_URL; an @ in it is %40.',
      ]
    case '28000':
      return /no encryption|SSL off/i.test(message)
        ? ['The server takes connections with TLS alone.', 'Write ?sslmode=verify-full at the end of DATABASE_URL.']
        : [
            `The server does not let the user ${name} in.`,
            'Check the user in DATABASE_URL, and pg_hba.conf of the server.',
          ]
    case '42501':
      return explainRights(name, database, schema ?? 'public', message)
    case '42P07':
      return [
        `The database has a table of another program with the name of one of Latchkey's: ${message}.`,
        'Give Latchkey a schema of its own, at the end of DATABASE_URL: ?schema=latchkey',
      ]
    case '08P01':
      return /startup parameter/.test(message)
        ? ['A pooler in transaction mode is at this address.', 'Write ?pgbouncer=true at the end of DATABASE_URL.']
        : undefined
    case '53300':
      return [
        'The server has no connection left.',
        'Raise max_connections there, or lower ?pool_size= in DATABASE_URL.',
      ]
    case '25006':
      return ['The server takes no writes.', replicaFix]
    default:
      return undefined
  }
}

/** PgBouncer takes no options of a session, and in transaction mode statements are prepared elsewhere. */
function isOfPooler(state: string, message: string): boolean {
  return (state === '08P01' && /startup parameter/.test(message)) || state === '42P05' || state === '26000'
}

const pooler: Explained = [
  'A pooler such as PgBouncer is at this address.',
  'Write ?pgbouncer=true at the end of DATABASE_URL, or the address of the server itself.',
]

function explainRights(name: string, database: string, schema: string, message: string): Explained {
  if (/for database/.test(message)) {
    return [
      `The user ${name} may not make the schema ${schema}: ${message}.`,
      `As the owner of the database: GRANT CREATE ON DATABASE ${database} TO ${name}`,
    ]
  }
  if (/for schema/.test(message)) {
    return [
      `The user ${name} may not make tables in the schema ${schema}: ${message}.`,
      `As its owner: GRANT CREATE, USAGE ON SCHEMA ${schema} TO ${name}`,
    ]
  }
  return [
    `The tables in the schema ${schema} belong to another user than ${name}: ${message}.`,
    'Use that user in DATABASE_URL, or let it run `latchkey migrate` and grant the rest.',
  ]
}

function explainWay({ host, port }: PostgresAddress, error: Error): Explained | undefined {
  const code = 'code' in error ? String(error.code) : ''
  const place = host.startsWith('/') ? `${host}/.s.PGSQL.${port}` : `${host}:${port}`
  if (/does not support SSL/i.test(error.message)) {
    return [
      `The server at ${place} has no TLS.`,
      'Switch it on there, or write ?sslmode=disable where the network is yours alone.',
    ]
  }
  if (/CERT|SIGNED|ERR_TLS/.test(code)) {
    return [
      `The certificate of the server at ${place} does not hold: ${error.message}.`,
      'Name its authority in DATABASE_URL: ?sslmode=verify-full&sslrootcert=/path/root.crt',
    ]
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return [`The host ${host} is not known.`, 'Check DATABASE_URL.']
  if (/password must be a string|no password|SASL/i.test(error.message)) {
    return ['The server wants a password, and DATABASE_URL has none.', 'Write postgres://user:password@host/database.']
  }
  return isAway(error)
    ? [`No PostgreSQL answers at ${place}: ${code === '' ? error.message : code}.`, 'Start it, or check DATABASE_URL.']
    : undefined
}
