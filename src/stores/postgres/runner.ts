/**
 * Runs transactions on a connection each. What the server rolled back in favour of others runs again, and so does what
 * was lost before COMMIT was sent. Where the answer to COMMIT itself is lost, the write may be done or not: the action is
 * asked whether it was done before, or the caller hears that the store is away.
 */
import type { UserColumn } from '../../users/user-fields.ts'
import type { UserIds } from '../errors.ts'
import {
  type AsyncStatements,
  createTx,
  type Rules,
  type Runner,
  runStepsAsync,
  type Steps,
  type Tx,
} from '../transactions/transaction.ts'
import type { Connection } from './connection.ts'
import { constraintOf } from './constraints.ts'
import type { Database, LentConnection } from './database.ts'
import { isCollision, isLost, isStalePlan, toCaller } from './faults.ts'
import { type Gate, requireOpen } from './generation.ts'
import { createStatements } from './statements.ts'
import { createJoinedTokenFacts } from './token-facts.ts'
import type { UniqueColumns } from './unique-columns.ts'

type Work<T> = (tx: Tx) => Steps<T>

/** How often a transaction runs in all. Each collision lets another one through, so few suffice. */
const mostAttempts = 8
/** Of one that was lost before COMMIT: an idle connection that a restart has cut is found out by the first. */
const attemptsWhenLost = 2

export interface RunnerParts {
  readonly database: Database
  readonly userIds: UserIds
  readonly columns: readonly UserColumn[]
  readonly rules: Rules
  readonly uniqueColumns: UniqueColumns
}

export function createRunner({ database, userIds, columns, rules, uniqueColumns }: RunnerParts): Runner {
  const gate: Gate = { closedBy: undefined }
  const statementsOn = (connection: Connection) => createStatements(connection, userIds, columns, gate)
  const reading = { ...statementsOn(database), ...createJoinedTokenFacts(database, userIds, columns) }
  const tx = createTx(Object.keys(reading), rules)

  const write = async <T>(work: Work<T>, again?: Work<T | undefined>): Promise<T> => {
    requireOpen(gate)
    const run = (steps: Work<T>) => database.lend(lent => transact(lent, statementsOn(lent), () => steps(tx)))
    let mayBeDone = false
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await run(mayBeDone && again !== undefined ? unlessDone(again, work) : work)
      } catch (error) {
        const isUnknown = error instanceof UnknownFate
        mayBeDone ||= isUnknown
        if (attempt >= attemptsFor(error, mayBeDone, again !== undefined)) throw isUnknown ? error.cause : error
        await pause(attempt * (isCollision(error) ? 5 : 50))
      }
    }
  }
  const lookUp = async <T>(work: Work<T>) => {
    requireOpen(gate)
    return await readSteps(reading, () => work(tx))
  }
  const explain = async (error: unknown) => (await constraintOf(error, uniqueColumns)) ?? toCaller(error)

  const read = <T>(work: Work<T>) => lookUp(work).catch(async error => Promise.reject(await explain(error)))

  return {
    write: (work, again) => write(work, again).catch(async error => Promise.reject(await explain(error))),
    read,
    // A statement here stops no process.
    browse: read,
  }
}

/** Each statement sees what was committed before it. An idle connection that a restart has cut costs one more try. */
async function readSteps<T>(statements: AsyncStatements, steps: () => Steps<T>): Promise<T> {
  try {
    return await runStepsAsync(statements, steps())
  } catch (error) {
    if (!isLost(error) && !isStalePlan(error)) throw error
    return await runStepsAsync(statements, steps())
  }
}

function unlessDone<T>(again: Work<T | undefined>, work: Work<T>): Work<T> {
  return function* (tx) {
    return (yield* again(tx)) ?? (yield* work(tx))
  }
}

async function transact<T>(lent: LentConnection, statements: AsyncStatements, steps: () => Steps<T>): Promise<T> {
  await lent.query('BEGIN')
  let result: T
  try {
    result = await runStepsAsync(statements, steps())
  } catch (error) {
    // Where the connection is lost the server rolls back by itself.
    if (!isLost(error)) await lent.query('ROLLBACK')
    throw error
  }
  await commit(lent)
  return result
}

/** The answer to COMMIT was lost: done or not, nothing on this side can tell. */
class UnknownFate extends Error {}

async function commit(lent: LentConnection): Promise<void> {
  let command: string
  try {
    command = (await lent.query('COMMIT')).command
  } catch (error) {
    if (isLost(error)) throw new UnknownFate('the answer to COMMIT was lost', { cause: error })
    throw error
  }
  // A statement failed and its error was swallowed: the server rolls back and says so in place of an error.
  if (command !== 'COMMIT') throw new Error(`COMMIT was answered with ${command}`)
}

function attemptsFor(error: unknown, mayBeDone: boolean, canAsk: boolean): number {
  if (isCollision(error)) return mostAttempts
  if (mayBeDone) return canAsk ? mostAttempts : 1
  return isLost(error) || isStalePlan(error) ? attemptsWhenLost : 1
}

let pauses = 0

/** Not the same for all, so that those who collided do not meet again. */
async function pause(milliseconds: number): Promise<void> {
  pauses += 1
  await new Promise(resolve => setTimeout(resolve, milliseconds + ((pauses * 7) % 10)))
}
