/**
 * What was revoked since a place in the store's log: from what this process remembers, after one look at the store that all
 * share, or else from the store itself.
 */
import { nextFlight } from '../../kernel/single-flight.ts'
import type { Clock } from '../../ports/clock.ts'
import type { RevocationCursor } from '../../sessions/revocation.ts'
import { refuseUnread } from '../../sessions/revocation-index.ts'
import { createFeedLog, type FeedLog } from './feed-log.ts'
import type { FeedParts } from './feed-parts.ts'
import { type Marked, markOf } from './marked.ts'
import { type LogPart, readLog } from './read-log.ts'

export interface Known {
  readonly cursor: RevocationCursor
  /** By the clock that only grows: when the look began. */
  readonly readAt: number
}

/** What a request begins with. */
export interface Begun extends LogPart, Known {
  /** In the log of this process: from here on it goes on. */
  readonly position: number
}

export interface News {
  readonly log: FeedLog
  /** Of the last look; `undefined` before the first. */
  readonly known: Known | undefined
  /** Reads what others revoked. Throws what the store throws. */
  look(): Promise<void>
  /** Everything, for a place that is worth nothing (`undefined`). Throws `store_unavailable`. */
  since(place: RevocationCursor | undefined): Promise<Begun>
  /** Everything that is live. Throws `store_unavailable`. */
  all(): Promise<LogPart>
}

export function elapsedOf(clock: Clock): number {
  return clock.elapsed?.() ?? clock.now()
}

/** `wake` is called at each revocation. */
export function createNews(parts: FeedParts, wake: () => void): News {
  const { revocations, clock, settings } = parts
  const log = createFeedLog()
  let isListening = false
  let known: Known | undefined

  const listen = () => {
    if (isListening) return
    isListening = true
    revocations.subscribe(revocation => {
      const marked = markOf(revocation, settings)
      if (marked === undefined) return
      log.add(marked)
      wake()
    })
  }
  const look = nextFlight(async () => {
    listen()
    const [position, readAt] = [log.end, elapsedOf(clock)]
    await revocations.catchUp()
    const { cursor } = revocations
    if (cursor === undefined) return
    log.remember(cursor, position)
    known = { cursor, readAt }
  })
  /** What is heard while the store is read is behind the place that the read gives, or repeats it. */
  const read = async (place: RevocationCursor | undefined): Promise<Begun> => {
    listen()
    const [position, readAt] = [log.end, elapsedOf(clock)]
    const part = await readLog(parts, place)
    // Behind the place of a part there is more in the store, which was never heard of here.
    if (part.isLast) log.remember(part.cursor, position)
    return { ...part, position, readAt }
  }
  const remembered = async (place: RevocationCursor): Promise<Begun | undefined> => {
    const position = log.positionOf(place)
    if (position === undefined || log.from(position) === undefined) return undefined
    await look().catch(refuseUnread)
    const marked: readonly Marked[] | undefined = log.from(position)
    if (marked === undefined || known === undefined) return undefined
    return { ...known, marked, position: log.end, isLast: true, isFromStart: false }
  }

  return {
    log,
    get known() {
      return known
    },
    look,
    all: () => read(undefined),
    async since(place) {
      if (place === undefined) return { ...(await read(undefined)), isFromStart: true }
      return (await remembered(place)) ?? (await read(place))
    },
  }
}
