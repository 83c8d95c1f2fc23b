/**
 * Kysely over the embedded database, for SQL that is built at run time. Writes join the group commit, so here too a
 * resolved promise means that the data is on disk. Each query is its own transaction: a longer one would hold the only
 * connection while others wait.
 */
import type { CompiledQuery, DatabaseConnection, Driver, Kysely, QueryResult } from 'kysely'
import { constraintOf } from './constraints.ts'
import { type Database, read, type Statement } from './database.ts'
import type { Write } from './group-commit.ts'

/** Loads Kysely on first use, since it takes a while. `requireHere` throws where the database has moved to another address. */
export async function openKysely<Tables>(
  database: Database,
  write: Write,
  requireHere: () => void,
): Promise<Kysely<Tables>> {
  const { Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } = await import('kysely')
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => createDriver(database, write, requireHere),
      createIntrospector: db => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  })
}

function createDriver(database: Database, write: Write, requireHere: () => void): Driver {
  const connection: DatabaseConnection = {
    executeQuery: async query => {
      await read(requireHere)
      return await execute(database, write, query)
    },
    streamQuery: () => {
      throw new TypeError('the embedded store does not stream')
    },
  }
  const refuse = async () => {
    throw new TypeError('the embedded store has no transactions over several queries')
  }
  return {
    init: async () => {},
    acquireConnection: async () => connection,
    beginTransaction: refuse,
    commitTransaction: refuse,
    rollbackTransaction: refuse,
    releaseConnection: async () => {},
    destroy: async () => {},
  }
}

async function execute<R>(database: Database, write: Write, query: CompiledQuery): Promise<QueryResult<R>> {
  if (!isStatement.test(query.sql)) throw new TypeError(`no statement for the embedded store: ${query.sql}`)
  const values = query.parameters.map(bind)
  if (query.query.kind === 'SelectQueryNode') return await read(() => run(database.prepare(query.sql), values))
  try {
    return await write(() => run<R>(database.prepare(query.sql), values))
  } catch (error) {
    throw constraintOf(error) ?? error
  }
}

/**
 * What reads, writes or changes the schema. Anything else (BEGIN, COMMIT, ROLLBACK, SAVEPOINT, PRAGMA, ATTACH, VACUUM)
 * would act on the transaction and the connection that other requests share.
 */
const isStatement =
  /^(?:\s|;|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*(?:select|values|with|insert|replace|update|delete|create|alter|drop|reindex|analyze|explain)\b/i

type Bound = Parameters<Statement['all']>[number]

/** `numAffectedRows` is absent where the statement returns rows. */
export function run<R>(statement: Statement, values: readonly Bound[]): QueryResult<R> {
  if (statement.isReader) return { rows: statement.allExactly(...values) as R[] }
  const { changes, lastInsertRowid } = statement.run(...values)
  return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
}

/** Node binds every number as a fraction: in a column of text the user id 1 would be `1.0`. */
export function bind(value: unknown): Bound {
  const isWhole = typeof value === 'boolean' || Number.isSafeInteger(value)
  return isWhole ? BigInt(value as number | boolean) : (value as Bound)
}
