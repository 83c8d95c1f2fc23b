/**
 * How policy runs without knowing a database. A transaction is a generator that names the statements it needs, one at
 * a time, and is given what each found. SQLite runs it at once, inside a group commit; a dialect behind a network waits
 * for each statement. So every security decision is written once, for all dialects.
 */
import type { LoginSettings } from '../../users/login-key.ts'
import type { Statements } from './statements.ts'

interface Step {
  readonly statement: keyof Statements
  readonly values: readonly unknown[]
}

/** A transaction, or a piece of one. `yield*` runs it as part of another and gives its result. */
export type Steps<T> = Generator<Step, T, unknown>

type AsStep<Run> = Run extends (...values: infer Values) => infer Found ? (...values: Values) => Steps<Found> : never

/** What a transaction has: each statement as a step, and what the settings say. */
export type Tx = { readonly [Name in keyof Statements]: AsStep<Statements[Name]> } & { readonly rules: Rules }

export interface Rules {
  readonly login: LoginSettings
  /** Milliseconds for which an access token can live on. */
  readonly accessToken: number
  /** Milliseconds for which any token of a user can live on. */
  readonly longestToken: number
}

/**
 * What a dialect owes beside its statements. `work` may be called again when a dialect has to repeat a transaction, so
 * it begins anew each time. `write` resolves once the transaction is durable, and undoes all of it when it throws.
 */
export interface Runner {
  write<T>(work: (tx: Tx) => Steps<T>): Promise<T>
  /** Changes nothing. */
  read<T>(work: (tx: Tx) => Steps<T>): Promise<T>
}

/** `names`: those of the statements, which are the same in every dialect. */
export function createTx(names: readonly string[], rules: Rules): Tx {
  return { ...Object.fromEntries(names.map(name => [name, stepOf(name as keyof Statements)])), rules } as Tx
}

function stepOf(statement: keyof Statements) {
  return function* (...values: readonly unknown[]): Steps<unknown> {
    return yield { statement, values }
  }
}

/** Runs the steps at once. An error of a statement is thrown where the transaction asked for it. */
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

/** One statement; of an asynchronous dialect, a promise of what it finds. */
export function runStep(statements: Readonly<Record<keyof Statements, unknown>>, step: Step): unknown {
  const run = statements[step.statement] as (...values: readonly unknown[]) => unknown
  return run(...step.values)
}
