/** Reads the store's log for the feed, a page at a time, so that a long one never stops the event loop. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { within } from '../../kernel/within.ts'
import { feedMarginMs } from '../../sessions/feed-wire.ts'
import type { RevocationCursor } from '../../sessions/revocation.ts'
import { refuseUnread } from '../../sessions/revocation-index.ts'
import type { Needs } from '../../system.ts'
import { type Marked, markOf } from './marked.ts'

export interface LogPart {
  readonly marked: readonly Marked[]
  readonly cursor: RevocationCursor
  readonly isLast: boolean
  /** The place was worth nothing, so this is everything. */
  readonly isFromStart: boolean
}

/** Answers grow no larger: what is left is another answer's. */
const mostMarks = 250_000
const marksOfTurn = 5000
/** In ms: a store that does not answer is away. */
const patience = 5000

type Parts = Needs<'sessions' | 'settings' | 'clock' | 'timer'>

/** Throws `store_unavailable`. */
export async function readLog(parts: Parts, since: RevocationCursor | undefined): Promise<LogPart> {
  const { sessions, settings, clock, timer } = parts
  const keptAt = clock.now() - settings.leeway * 1000 - feedMarginMs
  const marked: Marked[] = []
  let cursor = since
  let isFromStart = false
  for (;;) {
    const page = await within(timer.after, patience, sessions.revokedSince(cursor, keptAt)).catch(refuseUnread)
    if (page.isFromStart === true) {
      isFromStart = true
      marked.length = 0
    }
    for (const [index, revocation] of page.revocations.entries()) {
      const mark = markOf(revocation, settings)
      if (mark !== undefined) marked.push(mark)
      if (index % marksOfTurn === marksOfTurn - 1) await nextTurn()
    }
    ;({ cursor } = page)
    if (page.isLast || marked.length >= mostMarks) return { marked, cursor, isLast: page.isLast, isFromStart }
    await nextTurn()
  }
}
