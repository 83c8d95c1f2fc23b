/** Runs transactions synchronously: a write is a job of the group commit, a read one of the reads of its turn. */
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
import type { Write } from './group-commit.ts'
import type { Read } from './turn-reads.ts'

interface Access {
  readonly read: Read
  readonly write: Write
}

export function createRunner(statements: Statements, { read, write }: Access, rules: Rules): Runner {
  const tx = createTx(Object.keys(statements), rules)
  const unhurried = giveWay(statements, read)
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
    read: work => read(() => runSteps(statements, work(tx))),
    browse: work => browseInTurn(() => runStepsAsync(unhurried, work(tx))),
  }
}

/** Each statement in a turn of the event loop of its own: SQLite stops the process while it looks. */
function giveWay(statements: Statements, read: Read): AsyncStatements {
  const slow = Object.entries(statements).map(([name, run]: [string, (...values: unknown[]) => unknown]) => [
    name,
    (...values: unknown[]) => read(() => run(...values)),
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
