/** What the column `id` of an application's table is, by the catalog. */
import type { KeyColumn } from '../../features/resources/table-store.ts'
import { type Connection, firstOf } from './connection.ts'

export async function findKeyColumn(on: Connection, table: string): Promise<KeyColumn | 'missing' | undefined> {
  const row = await firstOf(on.query(sql, [table]))
  if (row === undefined) return undefined
  if (row.type === null) return 'missing'
  return { isText: row.type === 'S' || row.is_uuid === true, isFilled: row.is_filled === true }
}

/** Partitioned tables and foreign ones count; views do not, as they say nothing about their keys. */
const sql = `
  SELECT y.typcategory AS type, a.atttypid = 'uuid'::regtype AS is_uuid,
    a.atthasdef OR a.attidentity <> '' OR a.attgenerated <> '' OR EXISTS (
      SELECT FROM pg_trigger WHERE tgrelid = c.oid AND NOT tgisinternal AND tgtype & 7 = 7
    ) AS is_filled
  FROM pg_class c
  LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'id' AND NOT a.attisdropped
  LEFT JOIN pg_type y ON y.oid = a.atttypid
  WHERE c.oid = to_regclass(quote_ident($1)) AND c.relkind IN ('r', 'p', 'f')`
