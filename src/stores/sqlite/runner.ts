/** Runs transactions synchronously: a write is a job of the group commit, a read sees committed data. */
import type { Statements } from '../transactions/statements.ts'
import { createTx, type Rules, type Runner, runSteps } from '../transactions/transaction.ts'
import { read } from './database.ts'
import type { Write } from './group-commit.ts'

export function createRunner(statements: Statements, write: Write, rules: Rules): Runner {
  const tx = createTx(Object.keys(statements), rules)
  return {
    write: work => write(() => runSteps(statements, work(tx))),
    read: work => read(() => runSteps(statements, work(tx))),
  }
}
