/** Asks a database for its tables. */
import type { DjangoDriver } from '../driver.ts'
import type { FoundKey, FoundTables } from './found-tables.ts'
import { readMysqlTables } from './mysql-tables.ts'
import { readPostgresTables } from './postgres-tables.ts'
import { readSqliteTables } from './sqlite-tables.ts'
import type { DjangoTable, DjangoTables } from './tables.ts'

/** Throws DjangoUnavailable and DjangoSchemaError. */
export async function readTables(driver: DjangoDriver): Promise<DjangoTables> {
  const read = { sqlite: readSqliteTables, postgres: readPostgresTables, mysql: readMysqlTables }[driver.dialect]
  const { columns, keys } = await read(driver)
  const names = [...new Set(columns.map(({ table }) => table))]
  return new Map(names.map(name => [name, assemble(name, columns, keys)]))
}

function assemble(name: string, columns: FoundTables['columns'], keys: readonly FoundKey[]): DjangoTable {
  const own = keys.filter(({ table }) => table === name)
  const primaryKey = own.find(({ kind }) => kind === 'primary')?.columns ?? []
  const unique = own.filter(({ kind, columns: names }) => kind !== 'foreign' && names.length === 1)
  return {
    name,
    columns: columns.filter(({ table }) => table === name).map(({ table: _, ...column }) => column),
    primaryKey,
    uniqueColumns: [...new Set(unique.flatMap(key => key.columns))],
    foreignKeys: own.flatMap(({ kind, columns: [column], toTable, toColumn = 'id' }) =>
      kind === 'foreign' && column !== undefined && toTable !== undefined ? [{ column, toTable, toColumn }] : [],
    ),
  }
}
