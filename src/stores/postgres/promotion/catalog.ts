/** What the tables of the target are, as far as a copy into them needs to know. */
import { type Connection, rowsOf } from '../connection.ts'

export interface TargetColumn {
  readonly name: string
  /** Without a length, such as `numeric`. */
  readonly type: string
  /** With it, such as `numeric(8,2)`. */
  readonly modifiedType: string
  /** Whether a row can be written without it. */
  readonly isOptional: boolean
  readonly hasSequence: boolean
}

export interface TargetTable {
  readonly name: string
  readonly columns: readonly TargetColumn[]
  /** Of the primary key, in its order. */
  readonly key: readonly string[]
  /** Tables that its foreign keys name, but not itself. */
  readonly refersTo: readonly string[]
  /** Triggers of the application, which a copy must not set off. */
  readonly triggers: readonly string[]
}

export async function listTargetTables(on: Connection): Promise<readonly TargetTable[]> {
  const [tables, columns] = [await rowsOf(on.query(tablesSql)), await rowsOf(on.query(columnsSql))]
  return tables.map(row => ({
    name: String(row.name),
    key: row.key as string[],
    refersTo: row.refers_to as string[],
    triggers: row.triggers as string[],
    columns: columns.flatMap(column =>
      column.oid === row.oid
        ? {
            name: String(column.name),
            type: String(column.type),
            modifiedType: String(column.modified),
            isOptional: column.is_optional === true,
            hasSequence: column.has_sequence === true,
          }
        : [],
    ),
  }))
}

/** Those that a query without a schema finds. */
const visible = `
  SELECT c.oid, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
  WHERE relkind IN ('r', 'p') AND pg_table_is_visible(c.oid) AND nspname NOT IN ('pg_catalog', 'information_schema')
    AND nspname NOT LIKE 'pg_toast%'`

const tablesSql = `
  WITH visible AS (${visible})
  SELECT oid::text AS oid, relname::text AS name,
    ARRAY(SELECT attname::text FROM pg_index CROSS JOIN LATERAL unnest(indkey) WITH ORDINALITY AS k (number, place)
          JOIN pg_attribute ON attrelid = visible.oid AND attnum = k.number
          WHERE indrelid = visible.oid AND indisprimary ORDER BY place) AS key,
    ARRAY(SELECT other.relname::text FROM pg_constraint JOIN visible AS other ON other.oid = confrelid
          WHERE contype = 'f' AND conrelid = visible.oid AND confrelid <> conrelid) AS refers_to,
    ARRAY(SELECT tgname::text FROM pg_trigger
          WHERE tgrelid = visible.oid AND NOT tgisinternal AND tgenabled <> 'D' AND tgname <> 'latchkey_promotion') AS triggers
  FROM visible ORDER BY relname`

const columnsSql = `
  WITH visible AS (${visible})
  SELECT visible.oid::text AS oid, attname::text AS name, format_type(atttypid, NULL) AS type,
    format_type(atttypid, atttypmod) AS modified,
    NOT attnotnull OR atthasdef OR attidentity <> '' AS is_optional,
    pg_get_serial_sequence(visible.oid::regclass::text, attname) IS NOT NULL AS has_sequence
  FROM visible JOIN pg_attribute ON attrelid = visible.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
  ORDER BY attnum`
