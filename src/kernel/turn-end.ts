/**
 * The end of a turn of the event loop: everything that had arrived was read by then, and handled as far as it needs no
 * waiting. What all requests of a turn have to do once is done there: after each of them, so as fresh as each wants it.
 */
// Not the global one, which tests of an application may replace by a clock of theirs.
import { setImmediate } from 'node:timers'

/** All that wait in one turn go on together, in the order in which they came. */
export function createTurnEnd(): () => Promise<void> {
  return createTurnWork(() => {})
}

/** Does the work once at the end of each turn that asks for it, and gives what came of it to all that asked. */
export function createTurnWork<Result>(work: () => Result | Promise<Result>): () => Promise<Result> {
  let end: Promise<Result> | undefined
  return () => {
    end ??= new Promise((resolve, reject) => {
      setImmediate(() => {
        end = undefined
        try {
          resolve(work())
        } catch (error) {
          reject(error)
        }
      })
    })
    return end
  }
}
