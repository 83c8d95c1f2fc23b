/** Tables of MySQL and MariaDB, from the information schema. */
import type { DjangoDriver, SqlRow } from '../driver.ts'
import { type FoundKey, type FoundTables, textOf } from './found-tables.ts'

const columnsSql = `
  SELECT c.TABLE_NAME AS table_name, c.COLUMN_NAME AS name, c.COLUMN_TYPE AS type, c.IS_NULLABLE AS is_nullable,
    c.COLUMN_DEFAULT AS default_value, c.EXTRA AS extra, c.COLLATION_NAME AS collation_name
  FROM information_schema.COLUMNS c
  JOIN information_schema.TABLES t ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME
  WHERE c.TABLE_SCHEMA = ? AND t.TABLE_TYPE = 'BASE TABLE'
  ORDER BY c.TABLE_NAME, c.ORDINAL_POSITION`

const keysSql = `
  SELECT k.TABLE_NAME AS table_name, k.CONSTRAINT_NAME AS name, k.COLUMN_NAME AS column_name,
    k.REFERENCED_TABLE_NAME AS to_table, k.REFERENCED_COLUMN_NAME AS to_column
  FROM information_schema.KEY_COLUMN_USAGE k
  WHERE k.TABLE_SCHEMA = ?
  ORDER BY k.TABLE_NAME, k.CONSTRAINT_NAME, k.ORDINAL_POSITION`

/** JSONField is a longtext with a check on MariaDB. */
const jsonSql = `
  SELECT TABLE_NAME AS table_name, CHECK_CLAUSE AS clause FROM information_schema.CHECK_CONSTRAINTS
  WHERE CONSTRAINT_SCHEMA = ?`

export async function readMysqlTables({ all, schema }: DjangoDriver): Promise<FoundTables> {
  const [columns, keys] = [await all(columnsSql, [schema]), await all(keysSql, [schema])]
  // MySQL's own has no name of the table, and a type `json`.
  const checks = await all(jsonSql, [schema]).catch(() => [])
  const json = new Set(
    checks.flatMap(row => {
      const [, column] = /^json_valid\(`(.+)`\)$/i.exec(textOf(row.clause)) ?? []
      return column === undefined ? [] : [`${textOf(row.table_name)}.${column}`]
    }),
  )
  return {
    columns: columns.map(row => {
      const [table, name, collation] = [textOf(row.table_name), textOf(row.name), textOf(row.collation_name)]
      return {
        table,
        name,
        type: json.has(`${table}.${name}`) ? 'json' : textOf(row.type).toLowerCase(),
        isNullable: textOf(row.is_nullable) === 'YES',
        hasDefault:
          !['', 'NULL'].includes(textOf(row.default_value)) || /auto_increment|generated/i.test(textOf(row.extra)),
        foldsCase: collation.endsWith('_ci'),
      }
    }),
    keys: joinKeys(keys),
  }
}

/** One row for each column of a key. */
function joinKeys(rows: readonly SqlRow[]): FoundKey[] {
  const found = new Map<string, FoundKey & { readonly columns: string[] }>()
  for (const row of rows) {
    const [table, name] = [textOf(row.table_name), textOf(row.name)]
    const foreign = row.to_table === null ? {} : { toTable: textOf(row.to_table), toColumn: textOf(row.to_column) }
    const kind = row.to_table !== null ? 'foreign' : name === 'PRIMARY' ? 'primary' : 'unique'
    const key = found.get(`${table}.${name}`) ?? { table, kind, columns: [], ...foreign }
    key.columns.push(textOf(row.column_name))
    found.set(`${table}.${name}`, key)
  }
  return [...found.values()]
}
