/** Tables of PostgreSQL 12 and later, from its catalog. */
import type { DjangoDriver } from '../driver.ts'
import { type FoundKey, type FoundTables, isTrue, textOf } from './found-tables.ts'

const columnsSql = `
  SELECT c.relname AS table_name, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
    NOT a.attnotnull AS is_nullable,
    (a.atthasdef OR a.attidentity <> '' OR a.attgenerated <> '') AS has_default,
    (t.typname = 'citext' OR COALESCE(NOT l.collisdeterministic, false)) AS folds
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_collation l ON l.oid = a.attcollation
  WHERE n.nspname = ? AND c.relkind IN ('r', 'p')
  ORDER BY c.relname, a.attnum`

const keysSql = `
  SELECT c.relname AS table_name, k.contype AS kind, r.relname AS to_table,
    (SELECT json_agg(a.attname ORDER BY u.place) FROM unnest(k.conkey) WITH ORDINALITY u (number, place)
      JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.number) AS columns,
    (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = k.confrelid AND a.attnum = k.confkey[1]) AS to_column
  FROM pg_constraint k
  JOIN pg_class c ON c.oid = k.conrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_class r ON r.oid = k.confrelid
  WHERE n.nspname = ? AND k.contype IN ('p', 'u', 'f')`

const kinds: Readonly<Record<string, FoundKey['kind']>> = { p: 'primary', u: 'unique', f: 'foreign' }

export async function readPostgresTables({ all, schema }: DjangoDriver): Promise<FoundTables> {
  const [columns, keys] = [await all(columnsSql, [schema]), await all(keysSql, [schema])]
  return {
    columns: columns.map(row => ({
      table: textOf(row.table_name),
      name: textOf(row.name),
      type: textOf(row.type),
      isNullable: isTrue(row.is_nullable),
      hasDefault: isTrue(row.has_default),
      foldsCase: isTrue(row.folds),
    })),
    keys: keys.map(row => ({
      table: textOf(row.table_name),
      kind: kinds[textOf(row.kind)] ?? 'unique',
      columns: JSON.parse(textOf(row.columns) || '[]') as string[],
      ...(row.to_table === null ? {} : { toTable: textOf(row.to_table), toColumn: textOf(row.to_column) }),
    })),
  }
}
