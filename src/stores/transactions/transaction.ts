/**
 * Transactions, independent of the database. A transaction is a generator that yields statements one at a time and gets
 * their results. SQLite runs it synchronously, inside a group commit; a dialect behind a network can await each
 * statement. So every security decision is written once, for all dialects.
 */
import type { Subscription } from '../../features/webhooks/deliveries-of.ts'
import type { LeaseTimes, RefreshLease } from '../../sessions/refresh-leases.ts'
import type { RotationAttempt } from '../../sessions/store.ts'
import type { LoginSettings } from '../../users/login-key.ts'
import type { User } from '../../users/user.ts'
import type { LeaseChange } from './refresh-lease-statements.ts'
import type { Statements } from './statements.ts'

export interface Step {
  readonly statement: keyof Statements
  readonly values: readonly unknown[]
}

/** A transaction, or a part of one. `yield*` runs it as part of another and returns its result. */
export type Steps<T> = Generator<Step, T, unknown>

type AsStep<Run> = Run extends (...values: infer Values) => infer Found ? (...values: Values) => Steps<Found> : never

/** The context of a transaction: each statement as a step, and the rules of the settings. */
export type Tx = { readonly [Name in keyof Statements]: AsStep<Statements[Name]> } & { readonly rules: Rules }

export interface Rules {
  readonly login: LoginSettings
  /** What tokens name users by. A name can change hands. */
  readonly namesUsersBy: 'id' | 'email' | 'username'
  /** Whether an account stays that is the last owner of an organization. */
  readonly keepsOwners: boolean
  /** Without ids nothing can be said of a token elsewhere. */
  readonly hasTokenIds: boolean
  /** Whether the token that a session had before is worth nothing once it is replaced. */
  readonly rotationSpends: boolean
  /** Milliseconds for which a token is accepted after it has expired. */
  readonly leeway: number
  /** The longest remaining life of an access token, in ms. */
  readonly accessToken: number
  /** The longest remaining life of any token, in ms. */
  readonly longestToken: number
  /** Services that are told of what happens. */
  readonly subscriptions: readonly Subscription[]
}

/**
 * Runs transactions; a dialect implements it beside its statements. `work` can be called again if a dialect has to
 * retry, so it must start afresh. `write` resolves once the transaction is durable, and rolls back if it throws.
 */
export interface Runner {
  /**
   * `again`: whether this very action was done before, and with which outcome. A dialect behind a network asks it when the
   * answer to COMMIT was lost, and then runs `work` again; without it such a write fails as `store_unavailable`.
   *
   * `joined`: the same by a statement that many callers share, where the dialect has it. It gives `undefined` where it did
   * nothing, and `work` then runs.
   */
  write<T>(
    work: (tx: Tx) => Steps<T>,
    again?: (tx: Tx) => Steps<T | undefined>,
    joined?: (statements: JoinedStatements) => Promise<T | undefined>,
  ): Promise<T>
  /** Read-only. */
  read<T>(work: (tx: Tx) => Steps<T>): Promise<T>
  /**
   * Read-only, for an operator who may look at many rows: others are served between any two statements, and each statement
   * sees what was committed before it.
   */
  browse<T>(work: (tx: Tx) => Steps<T>): Promise<T>
}

/** Each is a transaction of its own, durable when it resolves, and writes nothing but the rows that it is named after. */
export interface JoinedStatements {
  /** As in a transaction; but `false` may also mean that another statement has to do it. */
  rotateSession(attempt: RotationAttempt): Promise<boolean>
  /** Likewise: `undefined` where nothing was rotated. */
  rotateAtOnce(attempt: RotationAttempt, mustBeActive: boolean): Promise<User | undefined>
  /** One statement, so it needs no transaction around it. */
  claimRefresh(lease: RefreshLease, times: LeaseTimes): Promise<boolean>
  changeRefreshLease(change: LeaseChange): Promise<boolean>
}

/** `names`: the names of the statements, the same in every dialect. */
export function createTx(names: readonly string[], rules: Rules): Tx {
  return { ...Object.fromEntries(names.map(name => [name, stepOf(name as keyof Statements)])), rules } as Tx
}

function stepOf(statement: keyof Statements) {
  return function* (...values: readonly unknown[]): Steps<unknown> {
    return yield { statement, values }
  }
}

/** Runs the steps synchronously. An error of a statement is thrown inside the transaction, at the statement. */
export function runSteps<T>(statements: Statements, steps: Steps<T>): T {
  let turn = steps.next()
  while (turn.done !== true) turn = answer(statements, steps, turn.value)
  return turn.value
}

function answer<T>(statements: Statements, steps: Steps<T>, step: Step): IteratorResult<Step, T> {
  let found: unknown
  try {
    found = runStep(statements, step)
  } catch (error) {
    return steps.throw(error)
  }
  return steps.next(found)
}

/** The statements of a dialect behind a network. */
export type AsyncStatements = {
  readonly [Name in keyof Statements]: (
    ...values: Parameters<Statements[Name]>
  ) => Promise<Awaited<ReturnType<Statements[Name]>>>
}

/** Runs the steps one after the other, each awaited. `hear`: how each is. */
export async function runStepsAsync<T>(statements: AsyncStatements, steps: Steps<T>, hear = asItIs): Promise<T> {
  let turn = steps.next()
  const run = (step: Step) => hear(runStep(statements, step) as Promise<unknown>)
  while (turn.done !== true) turn = await answerAsync(run, steps, turn.value)
  return turn.value
}

const asItIs = (answer: Promise<unknown>): Promise<unknown> => answer

async function answerAsync<T>(
  run: (step: Step) => Promise<unknown>,
  steps: Steps<T>,
  step: Step,
): Promise<IteratorResult<Step, T>> {
  let found: unknown
  try {
    found = await run(step)
  } catch (error) {
    return steps.throw(error)
  }
  return steps.next(found)
}

/** One statement. In an asynchronous dialect it returns a promise. */
function runStep(statements: Readonly<Record<keyof Statements, unknown>>, step: Step): unknown {
  const run = statements[step.statement] as (...values: readonly unknown[]) => unknown
  return run(...step.values)
}
