/**
 * One question at a time, and never one that had begun before the caller asked: all that wait meanwhile share the next one.
 * Where a question can be lost (see shared-work.ts), they do not wait for it: once nothing of it has moved for a while, the
 * next caller asks anew.
 */
import { createWorkShop, lostWork, outcomeOf, type SharedWork } from '../../kernel/shared-work.ts'
import type { Timer } from '../../ports/timer.ts'

export interface FeedQuestions {
  /** `isOver`: the caller has what it needs, or waits no longer: it begins no question. Throws what the question throws. */
  ask(isOver?: () => boolean): Promise<void>
}

interface QuestionParts {
  /** `moved`: call it whenever something has come. */
  readonly call: (moved: () => void) => Promise<void>
  readonly elapsed: () => number
  readonly timer: Timer
  /** In ms: what has not moved for so long is taken for lost. `undefined`: nothing is lost here. */
  readonly lostAfter: number | undefined
  readonly waitUntil: ((work: Promise<unknown>) => void) | undefined
}

const nextTurn = Promise.resolve()

export function createFeedQuestions({ call, elapsed, timer, lostAfter, waitUntil }: QuestionParts): FeedQuestions {
  let made = 0
  let begun = 0
  let movedAt = Number.NEGATIVE_INFINITY
  const shop = createWorkShop(async () => {
    made += 1
    const number = made
    const moved = () => {
      if (number === made) movedAt = elapsed()
    }
    moved()
    // Not at once: all that ask in this turn share it.
    await nextTurn
    begun = number
    await call(moved)
  }, waitUntil)
  const stillFor = () => elapsed() - movedAt
  const isStill = () => lostAfter !== undefined && stillFor() >= lostAfter
  const silence = () => {
    let cancel = () => {}
    const over = new Promise<undefined>(resolve => {
      if (lostAfter !== undefined) cancel = timer.after(Math.max(1, lostAfter - stillFor()), () => resolve(undefined))
    })
    return { over, cancel: () => cancel() }
  }
  const wait = async (work: SharedWork) => {
    const { over, cancel } = silence()
    try {
      return await outcomeOf(work, over)
    } finally {
      cancel()
    }
  }

  return {
    async ask(isOver = () => false) {
      const before = begun
      while (!isOver()) {
        const { current } = shop
        const work = current === undefined || isStill() ? shop.begin() : current
        const isNew = made > before
        const outcome = await wait(work)
        if (outcome === lostWork) shop.forget(work)
        else if (outcome !== undefined && isNew) {
          if ('error' in outcome) throw outcome.error
          return
        }
      }
    },
  }
}
