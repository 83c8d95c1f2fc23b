/**
 * The database that a file is copied into. Until it is live nothing but the copy writes to it: triggers refuse others, and
 * nodes do not start on it. How far the copy is stands beside the rows, and is written with them.
 */
import { DatabaseOpenError, PromotionError } from '../../errors.ts'
import type { PromotedTable, SourceValue } from '../../rows/promoted-table.ts'
import type { PostgresAddress } from '../address.ts'
import { type Connection, firstOf } from '../connection.ts'
import { type Database, type LentConnection, openDatabase } from '../database.ts'
import { openingDatabase, requireFitServer } from '../explain-open.ts'
import { sqlStateOf } from '../faults.ts'
import { currentNumber, inMigration } from '../migrations.ts'
import { isEmpty, quoted } from './rows.ts'

/** How far the copy is. */
export interface CopyState {
  /** The same in both databases. */
  readonly id: string
  /** `ready`: everything is here and was compared; what the file says decides which of the two is live. */
  readonly phase: 'copying' | 'ready' | 'live'
  /** The last change in the file that is here. */
  readonly position: number
  /** By table: all of it, or up to which key, as `packKey` writes it. */
  readonly copied: Readonly<Record<string, true | readonly string[]>>
  /** Triggers of the application that were switched off, as `table.trigger`. */
  readonly switchedOff: readonly (readonly [table: string, trigger: string])[]
}

export interface Target {
  readonly database: Database
  /** As the address names it. */
  readonly schema: string
  /** `false`: there are no tables yet. */
  readonly isMigrated: boolean
  readState(): Promise<CopyState | undefined>
  /** Tables that have rows already. */
  listFilled(tables: readonly PromotedTable[]): Promise<readonly string[]>
  begin(state: CopyState, tables: readonly PromotedTable[]): Promise<void>
  /** One transaction, with the state that it leads to. Throws where another process has moved on. */
  write(from: CopyState, to: CopyState, work: (on: Connection) => Promise<void>): Promise<void>
  goLive(from: CopyState, tables: readonly PromotedTable[]): Promise<void>
  close(): Promise<void>
}

const readSql = "SELECT value FROM facts WHERE name = 'promotion'"
const guard = 'latchkey_promotion'
const guardFunction = `
  CREATE FUNCTION ${guard}() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF current_setting('latchkey.promotion', true) IS DISTINCT FROM TG_ARGV[0] THEN
      RAISE EXCEPTION 'a SQLite database is being copied into this one' USING ERRCODE = 'read_only_sql_transaction';
    END IF;
    RETURN NULL;
  END $$`

/** Throws DatabaseOpenError. */
export async function openTarget(address: PostgresAddress): Promise<Target> {
  if (address.isPooled) {
    throw new DatabaseOpenError(
      'A pooler is at this address.',
      'Name the server itself: a copy holds a lock of a session.',
    )
  }
  const database = await openDatabase({ ...address, poolSize: 3 })
  try {
    const isMigrated = await openingDatabase(address, async () => {
      await requireFitServer(database, address)
      return (await currentNumber(database)) > 0
    })
    return targetOn(database, address.schema ?? '', isMigrated)
  } catch (error) {
    await database.close()
    throw error
  }
}

function targetOn(database: Database, schema: string, isMigrated: boolean): Target {
  return {
    database,
    schema,
    isMigrated,
    readState: async () => toState((await firstOf(database.query(readSql)))?.value),
    async listFilled(tables) {
      const filled: string[] = []
      for (const table of tables)
        if (table.name !== 'facts' && !(await isEmpty(database, table))) filled.push(table.name)
      return filled
    },
    begin: (state, tables) =>
      inMigration(database, async lent => {
        await lent.exec(guardFunction)
        for (const [table, trigger] of state.switchedOff)
          await lent.exec(`ALTER TABLE ${quoted(table)} DISABLE TRIGGER ${quoted(trigger)}`)
        await allowWrites(lent, state.id)
        await lent.query("INSERT INTO facts (name, value) VALUES ('promotion', $1)", [JSON.stringify(state)])
        for (const name of guarded(tables))
          await lent.exec(
            `CREATE TRIGGER ${guard} BEFORE INSERT OR UPDATE OR DELETE ON ${quoted(name)} ` +
              `FOR EACH STATEMENT EXECUTE FUNCTION ${guard}('${state.id}')`,
          )
      }),
    write: (from, to, work) => database.lend(lent => transact(lent, from, to, work)),
    goLive: (from, tables) =>
      database.lend(lent =>
        transact(lent, from, { ...from, phase: 'live' }, async () => {
          for (const name of guarded(tables)) await lent.exec(`DROP TRIGGER ${guard} ON ${quoted(name)}`)
          for (const [table, trigger] of from.switchedOff)
            await lent.exec(`ALTER TABLE ${quoted(table)} ENABLE TRIGGER ${quoted(trigger)}`)
          await lent.exec(`DROP FUNCTION ${guard}()`)
        }),
      ),
    close: () => database.close(),
  }
}

/** A start notes in its facts what it has compared, and no more. */
function guarded(tables: readonly PromotedTable[]): readonly string[] {
  return tables.flatMap(({ name }) => (name === 'facts' ? [] : [name]))
}

async function transact(
  lent: LentConnection,
  from: CopyState,
  to: CopyState,
  work: (on: Connection) => Promise<void>,
): Promise<void> {
  await lent.query('BEGIN')
  try {
    await allowWrites(lent, from.id)
    const found = await firstOf(lent.query(`${readSql} FOR UPDATE`))
    if (found?.value !== JSON.stringify(from)) throw new DatabaseOpenError(busy, 'Wait for it, then run this again.')
    await work(lent)
    await lent.query("UPDATE facts SET value = $1 WHERE name = 'promotion'", [JSON.stringify(to)])
    await lent.query('COMMIT')
  } catch (error) {
    await lent.query('ROLLBACK').catch(() => {})
    throw refusedRow(error) ?? error
  }
}

/** A rule of the schema there that does not stand here, or a row that SQLite replaced without a word. */
function refusedRow(error: unknown): PromotionError | undefined {
  if (!/^2[23]/.test(sqlStateOf(error) ?? '')) return undefined
  const { message, table, constraint } = error as Error & { readonly table?: string; readonly constraint?: string }
  const place = table === undefined ? '' : ` of the table ${table}${constraint === undefined ? '' : ` (${constraint})`}`
  return new PromotionError(
    `PostgreSQL refuses a row${place}: ${message}.`,
    'Correct the row in SQLite, or the step of `migrations` that makes the table there, and run this again.',
    { cause: error },
  )
}

export const busy = 'Another process copies into this database.'

/** Until the end of the transaction. */
async function allowWrites(lent: LentConnection, id: string): Promise<void> {
  await lent.query("SELECT set_config('latchkey.promotion', $1, true)", [id])
}

/**
 * Runs the work while no other process copies into the database: a lock of the session, which ends with its connection.
 * Throws DatabaseOpenError.
 */
export async function whileAlone<T>({ database, schema }: Target, work: () => Promise<T>): Promise<T> {
  return await database.lend(async lent => {
    const lock = await firstOf(lent.query(`SELECT pg_try_advisory_lock(${lockKey}) AS got`, [schema]))
    if (lock?.got !== true) throw new DatabaseOpenError(busy, 'Wait for it, then run this again.')
    try {
      return await work()
    } finally {
      await lent.query(`SELECT pg_advisory_unlock(${lockKey})`, [schema]).catch(() => {})
    }
  })
}

const lockKey = '1818324844, hashtext($1)'

function toState(value: unknown): CopyState | undefined {
  return value === undefined ? undefined : (JSON.parse(String(value)) as CopyState)
}

/** Throws DatabaseOpenError for a database into which a file is still being copied. */
export async function refuseUnfinished(on: Connection): Promise<void> {
  if ((await currentNumber(on)) === 0) return
  const state = toState((await firstOf(on.query(readSql)))?.value)
  if (state === undefined || state.phase === 'live') return
  throw new DatabaseOpenError(
    'A SQLite database is being copied into this one, and the copy is not finished.',
    'Wait for `latchkey promote`, or run it again: it goes on where it stopped.',
  )
}

const kinds = { bigint: 'i', string: 't', number: 'r' } as const

/** A key as JSON holds it. */
export function packKey(key: readonly SourceValue[]): readonly string[] {
  return key.map(value => {
    if (value instanceof Uint8Array) return `b${Buffer.from(value).toString('hex')}`
    return value === null ? 'n' : `${kinds[typeof value as keyof typeof kinds]}${value}`
  })
}

export function unpackKey(key: readonly string[]): readonly SourceValue[] {
  return key.map(text => {
    const rest = text.slice(1)
    if (text.startsWith('i')) return BigInt(rest)
    if (text.startsWith('r')) return Number(rest)
    if (text.startsWith('b')) return Buffer.from(rest, 'hex')
    return text === 'n' ? null : rest
  })
}
