/**
 * What resources read and the database does not have. Asked once at the start: otherwise each request to a resource
 * whose table was forgotten would fail, and only then.
 */
import type { ConfigurationFault } from '../../settings/configuration-error.ts'
import { tableViewOf } from './endpoints/table-view.ts'
import type { Resource } from './resource.ts'
import type { TableStore } from './table-store.ts'

interface Need {
  readonly table: string
  readonly column: string
}

/** One fault for each missing table, and one for each missing column of a table. */
export async function findMissingColumns(
  resources: readonly Resource[],
  tables: Pick<TableStore, 'columnsOf'>,
): Promise<readonly ConfigurationFault[]> {
  const faults = new Map<string, ConfigurationFault>()
  for (const resource of resources) {
    for (const { table, column } of needsOf(resource, resources)) {
      const columns = await tables.columnsOf(table)
      if (columns === undefined) faults.set(`${resource.name} ${table}`, missingTable(resource, table))
      else if (!hasName(columns, column)) {
        faults.set(`${resource.name} ${table}.${column}`, missingColumn(resource, table, column))
      }
    }
  }
  return [...faults.values()]
}

/** The table's columns, the rows that its keys name, and how it is told whose these are. */
function needsOf(resource: Resource, all: readonly Resource[]): readonly Need[] {
  const { table, columns, joins, references } = tableViewOf(resource, all)
  return [
    ...columns.map(({ name }) => ({ table, column: name })),
    ...references.flatMap(({ table: other, bounds }) =>
      ['id', ...bounds.flatMap(bound => Object.values(bound))].map(column => ({ table: other, column })),
    ),
    ...joins.map(({ table: other, column }) => ({ table: other, column })),
  ]
}

/** SQL does not mind the case of a name. */
function hasName(columns: readonly string[], name: string): boolean {
  return columns.some(column => column.toLowerCase() === name.toLowerCase())
}

function missingTable({ name }: Resource, table: string): ConfigurationFault {
  return {
    setting: `resources ${name}`,
    source: 'database',
    what: `the table ${table} does not exist`,
    fix: `create it before, or pass a step with CREATE TABLE ${table} in migrations`,
  }
}

function missingColumn({ name }: Resource, table: string, column: string): ConfigurationFault {
  return {
    setting: `resources ${name}`,
    source: 'database',
    what: `the table ${table} has no column ${column}`,
    fix: `add it by a step with ALTER TABLE ${table} ADD COLUMN ${column} in migrations, or correct the name`,
  }
}
