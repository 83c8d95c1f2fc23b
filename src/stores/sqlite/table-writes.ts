/** A change to a table of the application, as a part of a transaction. */
import type { TableStatements } from '../transactions/table-statements.ts'
import type { Database } from './database.ts'
import { bind, run } from './kysely.ts'

export function createTableStatements(db: Database): TableStatements {
  return {
    writeTable: ({ sql, parameters }) => {
      const { rows, numAffectedRows } = run<Record<string, unknown>>(db.prepare(sql), parameters.map(bind))
      return { rows, count: Number(numAffectedRows ?? rows.length) }
    },
  }
}
