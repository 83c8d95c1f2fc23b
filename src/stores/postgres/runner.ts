/**
 * Runs transactions on a connection each. What the server rolled back in favour of others runs again, and so does what
 * was lost before COMMIT was sent. Where the answer to COMMIT itself is lost, the write may be done or not: the action is
 * asked whether it was done before, or the caller hears that the store is away. Both end where the caller has waited for long
 * enough: what is unknown then stays unknown.
 */
import type { UserColumn } from '../../users/user-fields.ts'
import type { UserIds } from '../errors.ts'
import {
  type AsyncStatements,
  createTx,
  type JoinedStatements,
  type Rules,
  type Runner,
  runStepsAsync,
  type Steps,
  type Tx,
} from '../transactions/transaction.ts'
import type { Answer, Connection } from './connection.ts'
import { constraintOf } from './constraints.ts'
import type { Database, LentConnection } from './database.ts'
import { isCollision, isLost, isStalePlan, Silence, toCaller } from './faults.ts'
import { type Gate, requireOpen } from './generation.ts'
import { createJoinedRotations } from './joined-rotations.ts'
import { type Patience, withPatience } from './patience.ts'
import { createRefreshLeaseStatements } from './refresh-leases.ts'
import { createStatements } from './statements.ts'
import { createJoinedTokenFacts } from './token-facts.ts'
import type { UniqueColumns } from './unique-columns.ts'

type Work<T> = (tx: Tx) => Steps<T>

/** How often a transaction runs in all. Each collision lets another one through, so few suffice. */
const mostAttempts = 8
/** Of one that was lost before COMMIT: an idle connection that a restart has cut is found out by the first. */
const attemptsWhenLost = 2

/** In milliseconds: what a database that does not answer costs a request, over all attempts. */
const longestSilence = 15_000

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
  const alone = committing(database)
  const joined = { ...createJoinedRotations(alone, userIds, columns), ...createRefreshLeaseStatements(alone) }
  const tx = createTx(Object.keys(reading), rules)

  const write = async <T>(
    patience: Patience,
    work: Work<T>,
    again?: Work<T | undefined>,
    join?: (statements: JoinedStatements) => Promise<T | undefined>,
  ): Promise<T> => {
    const run = (steps: Work<T>) => database.lend(lent => transact(lent, statementsOn(lent), () => steps(tx)), patience)
    let mayBeDone = false
    for (let attempt = 1; ; attempt += 1) {
      try {
        const shared = attempt === 1 ? await unlessRefused(hearJoined(join?.(joined), patience)) : undefined
        if (shared !== undefined) return shared
        return await run(mayBeDone && again !== undefined ? unlessDone(again, work) : work)
      } catch (error) {
        const isUnknown = error instanceof UnknownFate
        mayBeDone ||= isUnknown
        const isLast = patience.isOver || attempt >= attemptsFor(error, mayBeDone, again !== undefined)
        if (isLast) throw isUnknown ? error.cause : error
        await pause(attempt * (isCollision(error) ? 5 : 50))
      }
    }
  }
  const lookUp = async <T>(work: Work<T>) => {
    requireOpen(gate)
    return await withPatience(longestSilence, patience => readSteps(reading, () => work(tx), patience))
  }
  const explain = async (error: unknown) => (await constraintOf(error, uniqueColumns)) ?? toCaller(error)

  const read = <T>(work: Work<T>) => lookUp(work).catch(async error => Promise.reject(await explain(error)))

  return {
    async write(work, again, join) {
      requireOpen(gate)
      try {
        return await withPatience(longestSilence, patience => write(patience, work, again, join))
      } catch (error) {
        throw await explain(error)
      }
    },
    read,
    // A statement here stops no process.
    browse: read,
  }
}

/**
 * Each statement sees what was committed before it. An idle connection that a restart has cut costs one more try, and so does
 * a deadlock: a migration takes one table after the other, and a statement that joins them in another order.
 */
async function readSteps<T>(statements: AsyncStatements, steps: () => Steps<T>, patience: Patience): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await runStepsAsync(statements, steps(), patience.hear)
    } catch (error) {
      const mayPass = isLost(error) || isStalePlan(error) || isCollision(error)
      if (!mayPass || patience.isOver || attempt === mostReads) throw error
    }
  }
}

/** After a migration each of them may come once: a deadlock with it, and then a plan of before. */
const mostReads = 4

/**
 * What a shared statement did. Where the server refused it nothing was done, for whichever of the callers that was, and each
 * goes on alone; where its answer was lost, it may be done.
 */
async function unlessRefused<T>(shared: Promise<T | undefined> | undefined): Promise<T | undefined> {
  try {
    return await shared
  } catch (error) {
    if (error instanceof UnknownFate || isLost(error)) throw error
    return undefined
  }
}

/** A statement that others share goes on, or is yet to be sent, where one of them has waited long enough. */
async function hearJoined<T>(shared: Promise<T> | undefined, patience: Patience): Promise<T | undefined> {
  if (shared === undefined) return undefined
  try {
    return await patience.hear(shared)
  } catch (error) {
    if (patience.isOver && error instanceof Silence) throw new UnknownFate('it may be done yet', { cause: error })
    throw error
  }
}

/** Each statement is a transaction. A connection that cannot be had has heard none. */
function committing(database: Database): Connection {
  return { query: (...asked) => database.lend(lent => unlessLost(lent.query(...asked))) }
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

/** The answer to COMMIT, or to a statement that commits, was lost: done or not, nothing on this side can tell. */
class UnknownFate extends Error {}

async function unlessLost(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer
  } catch (error) {
    if (isLost(error)) throw new UnknownFate('the answer to what commits was lost', { cause: error })
    throw error
  }
}

async function commit(lent: LentConnection): Promise<void> {
  const { command } = await unlessLost(lent.query('COMMIT'))
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
