/** What the tables of an empty database will be, without making any: the migrations run in a transaction that is rolled back. */
import { sqlOf } from '../../rows/app-migrations.ts'
import type { AppSchema, StoreSettings } from '../../store-settings.ts'
import type { Database } from '../database.ts'
import { wantedSchema } from '../drift.ts'
import { addColumnSql } from '../user-columns.ts'
import { listTargetTables, type TargetTable } from './catalog.ts'

export async function rehearseTables(
  database: Database,
  schema: string | undefined,
  settings: StoreSettings,
  { migrations = [] }: AppSchema,
): Promise<readonly TargetTable[]> {
  return await database.lend(async lent => {
    await lent.exec('BEGIN')
    try {
      if (schema !== undefined) await lent.exec(`CREATE SCHEMA IF NOT EXISTS "${schema}"`)
      await lent.exec(wantedSchema(settings.userIds ?? 'integer'))
      for (const column of settings.userFields?.columns ?? []) await lent.exec(addColumnSql(column))
      for (const step of migrations) await lent.exec(sqlOf(step, 'postgres'))
      return await listTargetTables(lent)
    } finally {
      await lent.exec('ROLLBACK')
    }
  })
}
