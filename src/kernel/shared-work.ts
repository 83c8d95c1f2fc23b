/**
 * Work that one caller begins and others wait for. Where the runtime ties what a request began to that request (Cloudflare
 * Workers), work is lost when the request in which it began ends: for the others its promise never settles, or it rejects
 * without a word of ours. So what the work itself throws is an outcome, and a rejection is the runtime's.
 */
export type SharedWork = Promise<WorkOutcome>

export interface WorkOutcome {
  /** What was thrown. */
  readonly error?: unknown
}

/** In the place of an outcome: there will be none. */
export const lostWork = Symbol('lost work')

export interface WorkShop {
  /** What is under way, as far as is known. */
  readonly current: SharedWork | undefined
  begin(): SharedWork
  /** It is not waited for any more. */
  forget(work: SharedWork): void
}

/** `waitUntil` is given each work, so that it outlasts the request in which it began. */
export function createWorkShop(
  call: () => Promise<void>,
  waitUntil: ((work: Promise<unknown>) => void) | undefined,
): WorkShop {
  let current: SharedWork | undefined
  const forget = (work: SharedWork) => {
    if (current === work) current = undefined
  }
  return {
    get current() {
      return current
    },
    begin() {
      // Those who wait for it find it gone.
      const end = (outcome: WorkOutcome): WorkOutcome => {
        forget(work)
        return outcome
      }
      const work: SharedWork = call().then(
        () => end({}),
        (error: unknown) => end({ error }),
      )
      current = work
      waitUntil?.(work)
      return work
    },
    forget,
  }
}

/** Its outcome, unless the patience of this caller ends before it: then `undefined`. */
export async function outcomeOf(
  work: SharedWork,
  patience: Promise<undefined>,
): Promise<WorkOutcome | typeof lostWork | undefined> {
  return await Promise.race([work.catch((): typeof lostWork => lostWork), patience])
}
