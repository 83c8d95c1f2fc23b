/** Tables of SQLite, from its pragmas and from the text that made them. */
import type { DjangoDriver } from '../driver.ts'
import { type FoundKey, type FoundTables, isTrue, textOf } from './found-tables.ts'

const columnsSql = `
  SELECT m.name AS table_name, m.sql AS made_by, p.name AS name, p.type AS type, p."notnull" AS not_null,
    p.dflt_value IS NOT NULL AS has_default, p.pk AS place
  FROM sqlite_schema m, pragma_table_info(m.name) p
  WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite!_%' ESCAPE '!'
  ORDER BY m.name, p.cid`

const foreignSql = `
  SELECT m.name AS table_name, f."from" AS column_name, f."table" AS to_table, f."to" AS to_column
  FROM sqlite_schema m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'`

const uniqueSql = `
  SELECT m.name AS table_name, i.name AS name, c.name AS column_name
  FROM sqlite_schema m, pragma_index_list(m.name) i, pragma_index_info(i.name) c
  WHERE m.type = 'table' AND i."unique" AND NOT i.partial ORDER BY m.name, i.name, c.seqno`

export async function readSqliteTables({ all }: DjangoDriver): Promise<FoundTables> {
  const rows = await all(columnsSql)
  const foreign = (await all(foreignSql)).map(
    (row): FoundKey => ({
      table: textOf(row.table_name),
      kind: 'foreign',
      columns: [textOf(row.column_name)],
      toTable: textOf(row.to_table),
      ...(row.to_column === null ? {} : { toColumn: textOf(row.to_column) }),
    }),
  )
  const unique = new Map<string, FoundKey & { readonly columns: string[] }>()
  for (const row of await all(uniqueSql)) {
    const table = textOf(row.table_name)
    const key = unique.get(`${table}.${textOf(row.name)}`) ?? { table, kind: 'unique', columns: [] }
    key.columns.push(textOf(row.column_name))
    unique.set(`${table}.${textOf(row.name)}`, key)
  }
  const primary = new Map<string, string[]>()
  for (const row of rows.filter(({ place }) => place !== 0).sort((a, b) => Number(a.place) - Number(b.place))) {
    primary.set(textOf(row.table_name), [...(primary.get(textOf(row.table_name)) ?? []), textOf(row.name)])
  }
  return {
    columns: rows.map(row => ({
      table: textOf(row.table_name),
      name: textOf(row.name),
      type: typeOf(textOf(row.made_by), textOf(row.name), textOf(row.type).toLowerCase()),
      isNullable: row.not_null === 0 && row.place === 0,
      hasDefault: isTrue(row.has_default) || (row.place !== 0 && /^integer$/i.test(textOf(row.type))),
      foldsCase: hasNocase(textOf(row.made_by), textOf(row.name)),
    })),
    keys: [
      ...foreign,
      ...unique.values(),
      ...[...primary].map(([table, columns]): FoundKey => ({ table, kind: 'primary', columns })),
    ],
  }
}

/** JSONField is a text with a check. */
function typeOf(madeBy: string, name: string, type: string): string {
  return madeBy.toLowerCase().includes(`json_valid("${name.toLowerCase()}")`) ? 'json' : type
}

function hasNocase(madeBy: string, name: string): boolean {
  const at = madeBy.indexOf(`"${name}" `)
  return at >= 0 && /^[^,]*\bCOLLATE\s+"?NOCASE/i.test(madeBy.slice(at))
}
