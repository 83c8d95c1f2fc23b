/**
 * What a verifier knows of revocations, and up to when. Freshness is a moment of a clock that is never set: that of a
 * request, and what the issuer says lies between it and its last look at its log. When a line arrives says nothing.
 */
import type { FeedLine } from '../../sessions/feed-wire.ts'
import { FeedFailure } from './fetch-lines.ts'
import { createHeldRevocations, type HeldRevocations } from './held-revocations.ts'

export interface FeedState {
  readonly held: HeldRevocations
  readonly cursor: string | undefined
  /** Up to when all is known, by `elapsed`; -Infinity at first. */
  readonly asOf: number
  readonly keys: FeedLine['keys']
  readonly countsSessions: boolean
  /** Counts how often everything was replaced. */
  readonly generation: number
  /** A line that goes on where the last one ended. Throws FeedFailure for one that does not. */
  take(line: FeedLine, startedAt: number, isFirst: boolean): void
  /** Before a walk asks for its first page. */
  beginWalk(): BegunWalk
  /**
   * All pages of one walk, each with the moment of its request. The first may begin anew. Of walks that overlap, the one
   * that began last knows most: an earlier one that ends after it brings revocations, and says nothing of what is true now.
   */
  takeWalk(pages: readonly WalkedPage[], begun: BegunWalk): void
}

export interface BegunWalk {
  readonly number: number
  readonly generation: number
  /** It asks for everything. */
  readonly isWhole: boolean
}

export interface WalkedPage {
  readonly line: FeedLine
  readonly startedAt: number
}

export function createFeedState(elapsed: () => number): FeedState {
  let held = createHeldRevocations()
  let cursor: string | undefined
  let asOf = Number.NEGATIVE_INFINITY
  let keys: FeedLine['keys']
  let countsSessions = true
  let generation = 0
  let walks = 0
  let lastTaken = 0

  const note = (line: FeedLine, startedAt: number, isWhole: boolean) => {
    // The first line of an answer says all of it; later ones what has changed.
    if (isWhole || line.keys !== undefined) keys = line.keys
    if (isWhole || line.sessions !== undefined) countsSessions = line.sessions !== false
    if (line.cursor !== undefined) cursor = line.cursor
    // No issuer knows more than up to now.
    if (line.asOf !== undefined) asOf = Math.max(asOf, Math.min(startedAt + line.asOf, elapsed()))
  }
  const put = (into: HeldRevocations, line: FeedLine) => {
    if (!into.apply(line)) throw new FeedFailure('too_large')
  }

  return {
    get held() {
      return held
    },
    get cursor() {
      return cursor
    },
    get asOf() {
      return asOf
    },
    get keys() {
      return keys
    },
    get countsSessions() {
      return countsSessions
    },
    get generation() {
      return generation
    },
    take(line, startedAt, isFirst) {
      put(held, line)
      note(line, startedAt, isFirst)
    },
    beginWalk() {
      walks += 1
      return { number: walks, generation, isWhole: cursor === undefined }
    },
    takeWalk(pages, begun) {
      const start = pages.findLastIndex(({ line }, index) => line.reset === true || (index === 0 && begun.isWhole))
      const isLatest = begun.number > lastTaken
      // What it goes on from was replaced meanwhile.
      if (start < 0 ? begun.generation !== generation : !isLatest) return
      const into = start < 0 ? held : createHeldRevocations()
      for (const { line } of pages.slice(Math.max(0, start))) put(into, line)
      if (start >= 0) {
        held = into
        generation += 1
      }
      const last = pages.at(-1)
      if (!isLatest || last === undefined) return
      lastTaken = begun.number
      note(last.line, last.startedAt, true)
    },
  }
}
