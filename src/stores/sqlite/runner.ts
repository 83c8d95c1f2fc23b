/** Runs transactions synchronously: a write is a job of the group commit, a read sees committed data. */
import type { Statements } from '../transactions/statements.ts'
import {
  type AsyncStatements,
  createTx,
  type Rules,
  type Runner,
  runSteps,
  runStepsAsync,
} from '../transactions/transaction.ts'
import { constraintOf } from './constraints.ts'
import { read } from './database.ts'
import type { Write } from './group-commit.ts'

/** `requireHere` throws where the database has moved to another address. */
export function createRunner(statements: Statements, write: Write, rules: Rules, requireHere: () => void): Runner {
  const tx = createTx(Object.keys(statements), rules)
  const unhurried = giveWay(statements, requireHere)
  const browseInTurn = oneAtATime()
  return {
    write: async work => {
      try {
        return await write(() => runSteps(statements, work(tx)))
      } catch (error) {
        // Also the refusal of COMMIT, which looks at deferred keys: no statement heard of it.
        throw constraintOf(error) ?? error
      }
    },
    read: work =>
      read(() => {
        requireHere()
        return runSteps(statements, work(tx))
      }),
    browse: work => browseInTurn(() => runStepsAsync(unhurried, work(tx))),
  }
}

/** Each statement in a turn of the event loop of its own: SQLite stops the process while it looks. */
function giveWay(statements: Statements, requireHere: () => void): AsyncStatements {
  const slow = Object.entries(statements).map(([name, run]: [string, (...values: unknown[]) => unknown]) => [
    name,
    async (...values: unknown[]) => {
      await new Promise(resolve => setImmediate(resolve))
      return await read(() => {
        requireHere()
        return run(...values)
      })
    },
  ])
  return Object.fromEntries(slow) as AsyncStatements
}

/** However many operators look: one slice at most in a turn. */
function oneAtATime(): <T>(look: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return look => {
    const turn = last.then(look)
    last = turn.catch(() => {})
    return turn
  }
}
