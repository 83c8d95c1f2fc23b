/** The columns of a unique constraint or index: the server's error names the constraint alone. */
import type { Connection } from './connection.ts'

export type UniqueColumns = (table: string, constraint: string) => Promise<readonly string[]>

/** Remembered, as schemas rarely change. Of an index over an expression no columns are known. */
export function createUniqueColumns(connection: Connection): UniqueColumns {
  const known = new Map<string, readonly string[]>()
  return async (table, constraint) => {
    const key = `${table} ${constraint}`
    const columns = known.get(key) ?? (await find(connection, table, constraint))
    known.set(key, columns)
    return columns
  }
}

async function find(connection: Connection, table: string, constraint: string): Promise<readonly string[]> {
  const { rows } = await connection.query(
    `SELECT a.attname AS name
     FROM pg_index i
     JOIN pg_class x ON x.oid = i.indexrelid AND x.relname = $2
     JOIN pg_class t ON t.oid = i.indrelid AND t.relname = $1 AND pg_table_is_visible(t.oid)
     JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k (number, place) ON true
     JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number
     ORDER BY k.place`,
    [table, constraint],
  )
  return rows.map(({ name }) => String(name))
}
