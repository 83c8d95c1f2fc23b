/** A change to a table of the application, as a part of a transaction. */
import type { TableStatements } from '../transactions/table-statements.ts'
import type { AsyncStatements } from '../transactions/transaction.ts'
import type { Connection } from './connection.ts'

export function createTableStatements(on: Connection): Pick<AsyncStatements, keyof TableStatements> {
  return {
    writeTable: async ({ sql, parameters }) => {
      const { rows, count } = await on.query(sql, parameters, { isRepeated: false })
      return { rows, count }
    },
  }
}
