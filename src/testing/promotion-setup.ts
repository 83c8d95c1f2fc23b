/** A file of SQLite that is to move to PostgreSQL, and what both sides hold. */
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import Pg from 'pg'
import type { Report } from '../stores/promotion/copy.ts'
import { neverCopied } from '../stores/promotion/own-tables.ts'
import type { Promoting } from '../stores/promotion/promote.ts'
import { openSqliteStore, type SqliteStore } from '../stores/sqlite/store.ts'
import type { AppSchema, StoreSettings } from '../stores/store-settings.ts'
import { fillSqlite } from './fill-sqlite.ts'
import { createTestSchema, testAddress } from './postgres-store.ts'
import { storeSettings } from './sqlite-store.ts'
import { temporaryFolder } from './temporary-folder.ts'

export interface PromotionSetup {
  readonly users?: number
  readonly settings?: Partial<StoreSettings>
  readonly schema?: AppSchema
  readonly report?: Partial<Report>
  readonly leaves?: readonly string[]
}

/** A file with rows in every table, which a store holds open as a server would, and an empty schema. */
export async function setUpPromotion(
  t: TestContext,
  { users = 50, settings = {}, schema = {}, report = {}, leaves = [] }: PromotionSetup = {},
) {
  const path = join(temporaryFolder(t), 'auth.sqlite3')
  const whole = { ...storeSettings, ...settings }
  const store = openSqliteStore(path, whole, schema)
  t.after(() => store.close())
  fillSqlite(store.database, users)
  const target = await createTestSchema(t)
  let ticks = 0
  const promoting: Promoting = {
    databaseUrl: `sqlite:///${path}`,
    target,
    folder: '/',
    settings: whole,
    schema,
    leaves,
    report: { copying() {}, copied() {}, comparing() {}, remark() {}, ...report },
    elapsed: () => {
      ticks += 1
      return ticks
    },
    newId: () => `of ${target}`,
  }
  return { path, store, target, promoting }
}

/** Of a schema that a test made. */
export async function rowsIn(target: string, sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { schema, ...address } = testAddress(target)
  const client = new Pg.Client({ ...address, options: `-c search_path=${schema}` } as object)
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

/** By table, but for the facts. */
export function countsIn(store: SqliteStore): Readonly<Record<string, number>> {
  const names = store.database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .all()
    .map(({ name }) => String(name))
    .filter(name => name !== 'facts' && !neverCopied.some(other => name === other || name.startsWith(`${other}_`)))
  return Object.fromEntries(
    names.map(name => [name, Number(store.database.prepare(`SELECT count(*) AS n FROM "${name}"`).get()?.n)]),
  )
}

export const withoutFacts = (tables: readonly { readonly name: string; readonly rows: number }[]) =>
  Object.fromEntries(tables.flatMap(({ name, rows }) => (name === 'facts' ? [] : [[name, rows]])))
