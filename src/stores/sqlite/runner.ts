/** Runs transactions synchronously: a write is a job of the group commit, a read sees committed data. */
import type { Statements } from '../transactions/statements.ts'
import { createTx, type Rules, type Runner, runSteps } from '../transactions/transaction.ts'
import { constraintOf } from './constraints.ts'
import { read } from './database.ts'
import type { Write } from './group-commit.ts'

export function createRunner(statements: Statements, write: Write, rules: Rules): Runner {
  const tx = createTx(Object.keys(statements), rules)
  return {
    write: async work => {
      try {
        return await write(() => runSteps(statements, work(tx)))
      } catch (error) {
        // Also the refusal of COMMIT, which looks at deferred keys: no statement heard of it.
        throw constraintOf(error) ?? error
      }
    },
    read: work => read(() => runSteps(statements, work(tx))),
  }
}
