/**
 * What was revoked lately, in the order in which this process heard of it, for all that wait: the store is read once for
 * them. A place in the store's log is remembered with the position here before the read that it came from began, so what
 * stands behind that position misses nothing, and may repeat something.
 */
import type { RevocationCursor } from '../../sessions/revocation.ts'
import type { Marked } from './marked.ts'

export interface FeedLog {
  /** Of the next entry. */
  readonly end: number
  add(marked: Marked): void
  /** The entries from this position on; `undefined` where the first of them were dropped. */
  from(position: number): readonly Marked[] | undefined
  /** Remembers the first position only: what was heard later may not have been known where the cursor was given. */
  remember(cursor: RevocationCursor, position: number): void
  positionOf(cursor: RevocationCursor): number | undefined
}

const mostEntries = 20_000
const mostCursors = 2000

export function createFeedLog(): FeedLog {
  let entries: Marked[] = []
  let first = 0
  const positions = new Map<RevocationCursor, number>()
  return {
    get end() {
      return first + entries.length
    },
    add(marked) {
      entries.push(marked)
      if (entries.length < 2 * mostEntries) return
      entries = entries.slice(mostEntries)
      first += mostEntries
    },
    from: position => (position < first ? undefined : entries.slice(position - first)),
    remember(cursor, position) {
      if (positions.has(cursor)) return
      positions.set(cursor, position)
      const [oldest] = positions.keys()
      if (positions.size > mostCursors && oldest !== undefined) positions.delete(oldest)
    },
    positionOf: cursor => positions.get(cursor),
  }
}
