/**
 * One tab at a time (Web Locks), and never for ever. The browser frees the lock of a tab that dies. A tab that hangs with
 * it, frozen or in a debugger, loses it after a while: the server's refresh grace forgives what two tabs then do at once.
 */
import { type Locks, page, type TurnOptions } from './page.ts'

export interface Turns {
  readonly locks: Locks | undefined
  /** Of the lock, and of what tabs tell each other. */
  readonly name: string
  /** Milliseconds that a tab may have the lock while another one waits. */
  readonly lockTimeout: number
}

/** Those of a page. On a server, clients of many users run side by side: they must not wait for each other. */
export function platformLocks(): Locks | undefined {
  return page.location && page.navigator?.locks
}

/**
 * Looks for what a sibling found out, and else finds it out itself: once, with the lock or, where none can be had, without.
 * After a wait for the lock the sibling's news may still be on their way, as a storage or a message may be slower than
 * the lock. Where none come the sibling has died.
 */
export async function inTurn<T>(turns: Turns, find: () => T | undefined, findOut: () => Promise<T>): Promise<T> {
  const { locks, name, lockTimeout } = turns
  const run = async (hasWaited: boolean) => {
    const end = AbortSignal.timeout(lockTimeout / 5)
    let found = find()
    while (found === undefined && hasWaited && !end.aborted) {
      await new Promise(resolve => setTimeout(resolve, lockTimeout / 250))
      found = find()
    }
    return found ?? (await findOut())
  }
  let running: Promise<T> | undefined
  const ask = async (name: string, options: object, granted: (lock: unknown) => Promise<void>) => {
    try {
      if (running === undefined) await locks?.request(name, options, granted)
    } catch {
      // No turn came in time, the lock was taken from this tab, or the page may have none (a sandboxed frame).
    }
  }
  const takeTurn = (options: TurnOptions, hasWaited: boolean) =>
    ask(name, options, async lock => {
      // Another tab has it.
      if (lock === null) return
      running ??= run(hasWaited)
      await running
    })
  const inTime = () => ({ signal: AbortSignal.timeout(lockTimeout) })
  await takeTurn({ ifAvailable: true }, false)
  await takeTurn(inTime(), true)
  // The tabs that waited in vain line up again, so that only the first of them refreshes.
  await ask(`${name} late`, inTime(), () => takeTurn({ steal: true }, true))
  return await (running ?? run(false))
}
