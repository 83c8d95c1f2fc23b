/** A store on the real PostgreSQL of the tests, each in a schema of its own that is dropped afterwards. */
import type { TestContext } from 'node:test'
import Pg from 'pg'
import { parsePostgresUrl } from '../kernel/postgres-url.ts'
import { addressOf, type PostgresAddress } from '../stores/postgres/address.ts'
import { openPostgresStore, type PostgresStore } from '../stores/postgres/store.ts'
import type { AppSchema, StoreSettings } from '../stores/store-settings.ts'
import { storeSettings } from './sqlite-store.ts'

/** The server that `.ci/run` starts. */
export const postgresTestUrl = 'postgres://postgres@127.0.0.1:5432/test'

let answer: Promise<string | false> | undefined

/** For `skip`: says loudly why, or `false`. Asked once a process. */
export function whyNoPostgres(): Promise<string | false> {
  answer ??= runOnPostgres('SELECT 1').then(
    () => false,
    (error: Error) => `no PostgreSQL answers at ${postgresTestUrl}: ${error.message}`,
  )
  return answer
}

let schemas = 0

/** The address of an empty schema, which is dropped after the test. */
export async function createTestSchema(t: Pick<TestContext, 'after'>): Promise<string> {
  schemas += 1
  const schema = `test_${process.pid}_${schemas}`
  await dropSchema(schema)
  t.after(() => dropSchema(schema))
  return `${postgresTestUrl}?schema=${schema}`
}

/** Hooks run in the order in which they were given, so a store may be at work still: of two who wait for each other one is refused. */
export async function dropSchema(schema: string, attempts = 5): Promise<void> {
  try {
    await runOnPostgres(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)
  } catch (error) {
    if (attempts === 1 || !(error instanceof Pg.DatabaseError) || error.code !== '40P01') throw error
    await dropSchema(schema, attempts - 1)
  }
}

/** The address of an empty database, which is dropped after the test. */
export async function createTestDatabase(t: Pick<TestContext, 'after'>): Promise<string> {
  schemas += 1
  const name = `latchkey_test_${process.pid}_${schemas}`
  await runOnPostgres(`DROP DATABASE IF EXISTS ${name}`)
  await runOnPostgres(`CREATE DATABASE ${name}`)
  t.after(() => runOnPostgres(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))
  return postgresTestUrl.replace(/[^/]*$/, name)
}

export function testAddress(url: string): PostgresAddress {
  const read = parsePostgresUrl(url)
  if (!read.ok) throw new TypeError(read.what)
  return addressOf(read.url)
}

/** Opens a store in an empty schema, or in the one that is named, and closes it after the test. */
export async function openTestPostgres(
  t: Pick<TestContext, 'after'>,
  settings: Partial<StoreSettings> = {},
  { url, directUrl, schema }: { readonly url?: string; readonly directUrl?: string; readonly schema?: AppSchema } = {},
): Promise<PostgresStore> {
  const address = testAddress(url ?? (await createTestSchema(t)))
  const direct = directUrl === undefined ? address : testAddress(directUrl)
  const store = await openPostgresStore(address, { ...storeSettings, ...settings }, schema, direct)
  t.after(() => store.close())
  return store
}

/** On a connection of its own, as the owner of the server. */
export async function runOnPostgres(sql: string, connectionString: string = postgresTestUrl): Promise<void> {
  const client = new Pg.Client({ connectionString, connectionTimeoutMillis: 5000 })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
