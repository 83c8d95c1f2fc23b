/**
 * The connections: a pool for requests. Every statement is bounded on both sides: the server cancels it
 * (`statement_timeout`), and where the server cannot be heard any more the driver gives up (`query_timeout`), so that a
 * connection into a black hole costs one request and not the process.
 */
import { createHash } from 'node:crypto'
import type { PostgresAddress } from './address.ts'
import type { Answer, Connection } from './connection.ts'
import { isLost, isStalePlan } from './faults.ts'
import { loadPg, type Pool, type PoolClient, type QueryResult } from './load-pg.ts'
import type { Patience } from './patience.ts'
import { columnTypes } from './values.ts'

/** In milliseconds. */
const statementTimeout = 10_000
/**
 * Longer than the server's own, which knows what became of the statement, and shorter than a request waits: where one
 * connection alone is silent, another can still be asked.
 */
const answerTimeout = 12_000

export interface Database extends Connection {
  /** Several statements without values, as migrations are written. */
  exec(sql: string): Promise<void>
  /** Lends a connection of its own. It is thrown away where it was lost. `patience`: for it, and for each of its answers. */
  lend<T>(use: (connection: LentConnection) => Promise<T>, patience?: Patience): Promise<T>
  readonly pool: Pool
  close(): Promise<void>
}

export interface LentConnection extends Connection {
  exec(sql: string): Promise<void>
  /** The process that the server named when it was greeted; a pooler names one of its own. */
  readonly greetedBy: number | undefined
}

/** What every connection is opened with. */
export function connectionOf({
  schema,
  startup,
  isPooled,
  poolSize: _,
  answerTimeout: __,
  ...connecting
}: PostgresAddress) {
  return { ...connecting, keepAlive: true, ...(isPooled ? {} : { options: sessionOptions(schema, startup) }) }
}

export async function openDatabase(address: PostgresAddress): Promise<Database> {
  const pg = await loadPg()
  const { isPooled, poolSize } = address
  const pool = new pg.Pool({
    ...connectionOf(address),
    max: poolSize,
    query_timeout: address.answerTimeout ?? answerTimeout,
    allowExitOnIdle: true,
    types: columnTypes(pg.types),
  })
  // Without a listener an idle connection that ends would end the process. The next query gets a new one.
  pool.on('error', () => {})
  // Nor may one that is lent, between two of its queries: the next of them fails.
  pool.on('connect', client => void client.on('error', () => {}))
  const database: Database = {
    pool,
    query: (sql, values = [], how = repeated) => ask(pool, sql, values, !isPooled && how.isRepeated),
    exec: async sql => void (await pool.query(sql)),
    lend: (use, patience) => lend({ pool, patience, isNamed: !isPooled }, use),
    close: () => pool.end(),
  }
  return database
}

/** Startup parameters: a pooler in transaction mode would refuse them, or leak a SET to other clients. */
function sessionOptions(schema: string | undefined, startup: string | undefined): string {
  const settings = {
    statement_timeout: statementTimeout,
    idle_in_transaction_session_timeout: 30_000,
    TimeZone: 'UTC',
    DateStyle: 'ISO',
    // Tables of the application may be elsewhere.
    ...(schema === undefined ? {} : { search_path: `"${schema}",public` }),
  }
  const own = Object.entries(settings).map(([name, value]) => `-c ${name}=${escapeOption(String(value))}`)
  return [...own, ...(startup === undefined ? [] : [startup])].join(' ')
}

/** Blanks and backslashes end an option (postgresql.org/docs/current/libpq-connect.html, `options`). */
function escapeOption(value: string): string {
  return value.replaceAll(/[\\ ]/g, '\\$&')
}

interface Lending {
  readonly pool: Pool
  readonly patience: Patience | undefined
  readonly isNamed: boolean
}

async function lend<T>(
  { pool, patience, isNamed }: Lending,
  use: (connection: LentConnection) => Promise<T>,
): Promise<T> {
  const client = await (patience === undefined ? pool.connect() : connect(pool, patience))
  let loss: Error | undefined
  const noteLoss = (error: Error) => {
    loss = error
  }
  client.on('error', noteLoss)
  try {
    return await use({
      query: (sql, values = [], how = repeated) => {
        const answer = ask(client, sql, values, isNamed && how.isRepeated)
        return patience === undefined ? answer : patience.hear(answer)
      },
      exec: async sql => void (await client.query(sql)),
      greetedBy: (client as { readonly processID?: number }).processID,
    })
  } catch (error) {
    if (isLost(error) || isLost((error as Error).cause)) loss = error as Error
    throw error
  } finally {
    client.off('error', noteLoss)
    client.release(loss)
  }
}

async function connect(pool: Pool, patience: Patience): Promise<PoolClient> {
  const connecting = pool.connect()
  try {
    return await patience.within(connecting)
  } catch (error) {
    // It may still come, when no one waits for it any more.
    connecting.then(
      client => client.release(),
      () => {},
    )
    throw error
  }
}

const repeated = { isRepeated: true }

async function ask(on: Pool | PoolClient, text: string, values: readonly unknown[], isNamed: boolean): Promise<Answer> {
  const query = { text, values: [...values], ...(isNamed ? { name: nameOf(text) } : {}) }
  try {
    const { rows, rowCount, command }: QueryResult = await on.query(query)
    return { rows, count: rowCount ?? 0, command }
  } catch (error) {
    // Every connection has it prepared: they all get it anew, under other names.
    if (isStalePlan(error) && names.get(text) === query.name) renewNames()
    throw error
  }
}

const names = new Map<string, string>()
let generation = 0

function renewNames(): void {
  names.clear()
  generation += 1
}

/** By the text: two versions that share a pooler must not find each other's statement under a name. */
function nameOf(text: string): string {
  const known = names.get(text)
  if (known !== undefined) return known
  const digest = createHash('sha256').update(text).digest('base64url').slice(0, 22)
  const name = `latchkey_${digest}${generation === 0 ? '' : `_${generation}`}`
  names.set(text, name)
  return name
}
