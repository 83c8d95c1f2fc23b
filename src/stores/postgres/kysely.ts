/** Kysely over the pool, for SQL that is built at run time. Transactions over several queries are the application's. */
import type { Kysely } from 'kysely'
import { constraintOf } from './constraints.ts'
import { toCaller } from './faults.ts'
import type { Pool, PoolClient } from './load-pg.ts'
import type { UniqueColumns } from './unique-columns.ts'

/** Loads Kysely on first use, since it takes a while. */
export async function openKysely<Tables>(pool: Pool, uniqueColumns: UniqueColumns): Promise<Kysely<Tables>> {
  const { Kysely, PostgresDialect } = await import('kysely')
  const explain = async (error: unknown) => (await constraintOf(error, uniqueColumns)) ?? toCaller(error)
  const connect = async () => {
    try {
      return explaining(await pool.connect(), explain)
    } catch (error) {
      throw await explain(error)
    }
  }
  // Closing it would close the store's own connections.
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool: { connect, end: async () => {} } as never }) })
}

/** A connection whose errors have the words of every store. */
function explaining(client: PoolClient, explain: (error: unknown) => Promise<unknown>) {
  return {
    query: async (...query: readonly unknown[]) => {
      try {
        return await (client.query as (...query: readonly unknown[]) => Promise<unknown>)(...query)
      } catch (error) {
        throw await explain(error)
      }
    },
    release: (error?: boolean | Error) => client.release(error),
  }
}
