/** What is wrong between the resources and the tables of the database: one list, so that it is mended in one go. */
import type { ConfigurationFault } from '../../settings/configuration-error.ts'
import { findKeyFaults } from './find-key-faults.ts'
import { findMissingColumns } from './missing-columns.ts'
import type { Resource } from './resource.ts'
import type { TableStore } from './table-store.ts'

export async function findTableFaults(
  resources: readonly Resource[],
  tables: Pick<TableStore, 'columnsOf' | 'findKey'>,
): Promise<readonly ConfigurationFault[]> {
  const missing = await findMissingColumns(resources, tables)
  const keys = await findKeyFaults(resources, tables)
  // A table without an id lacks a column and a key: once is enough.
  const said = new Set(missing.map(wordsOf))
  return [...missing, ...keys.filter(fault => !said.has(wordsOf(fault)))]
}

function wordsOf({ setting, what }: ConfigurationFault): string {
  return `${setting}: ${what}`
}
