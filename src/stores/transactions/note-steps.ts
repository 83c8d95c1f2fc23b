/** Notes which statements a transaction runs, for what follows from its commit. */
import type { Step, Steps } from './transaction.ts'

/** The same steps; each is told before it runs. */
export function* noteSteps<T>(
  steps: Steps<T>,
  note: (statement: Step['statement'], values: Step['values']) => void,
): Steps<T> {
  let turn = steps.next()
  while (turn.done !== true) {
    note(turn.value.statement, turn.value.values)
    let found: unknown
    try {
      found = yield turn.value
    } catch (error) {
      turn = steps.throw(error)
      continue
    }
    turn = steps.next(found)
  }
  return turn.value
}
