/**
 * The issuer's end of the revocation feed: what was revoked since a place in the log, and all that wait for more. They share
 * one look at the log every quarter of a second and hear at once what this process revokes or is told of. Each line says up
 * to when the log was read, so that a verifier never takes silence for news.
 */
import { type FeedLine, feedVersion } from '../../sessions/feed-wire.ts'
import { createCursors } from './feed-cursor.ts'
import type { FeedParts } from './feed-parts.ts'
import { type Marked, packMarks } from './marked.ts'
import { type Begun, createNews, elapsedOf, type News } from './news.ts'
import { createPulse, type Pulse } from './pulse.ts'
import { keysOf } from './shown-keys.ts'
import { createSnapshots, type Snapshot } from './snapshot.ts'

export interface RevocationFeedSource {
  /** How many requests wait now. */
  readonly waiting: number
  /** All live revocations, as they were some seconds ago at the most. Throws `store_unavailable`. */
  snapshot(): Promise<Snapshot>
  /** What was revoked since; from the start, where the cursor is worth nothing. Throws `store_unavailable`. */
  since(cursor: string, arrivedAt: number): Promise<FeedLine>
  /** The same, and then each line as it comes, for so many ms. */
  follow(cursor: string, arrivedAt: number, forMs: number): AsyncGenerator<FeedLine>
  /** By the clock that only grows, for `arrivedAt`. */
  elapsed(): number
  /** Ends all that wait: the process is about to stop taking requests. */
  drain(): void
}

declare module '../../system.ts' {
  interface System {
    readonly revocationFeed: RevocationFeedSource
  }
}

export function createRevocationFeed(parts: FeedParts): RevocationFeedSource {
  const cursors = createCursors(parts)
  const news = createNews(parts, () => pulse.wake())
  const pulse = createPulse(parts, news.look)
  const snapshots = createSnapshots(parts, cursors, news)
  const begin = (cursor: string) => news.since(cursors.read(cursor))
  const lines = createLines(parts, cursors)
  return {
    get waiting() {
      return pulse.waiting
    },
    snapshot: () => snapshots.get(),
    since: async (cursor, arrivedAt) => lines.first(await begin(cursor), arrivedAt),
    follow: (cursor, arrivedAt, forMs) =>
      followLines({ parts, news, pulse, lines }, () => begin(cursor), arrivedAt, forMs),
    elapsed: () => elapsedOf(parts.clock),
    drain: () => pulse.end(),
  }
}

type Lines = ReturnType<typeof createLines>

function createLines(parts: FeedParts, cursors: ReturnType<typeof createCursors>) {
  const facts = () => ({ now: Math.floor(parts.clock.now() / 1000) })
  return {
    first: ({ marked, cursor, readAt, isLast, isFromStart }: Begun, arrivedAt: number): FeedLine => ({
      v: feedVersion,
      ...(isLast ? { asOf: Math.floor(readAt - arrivedAt) } : { more: true }),
      ...(isFromStart ? { reset: true } : {}),
      ...facts(),
      ...keysOf(parts),
      cursor: cursors.write(cursor),
      ...packMarks(marked),
    }),
    next: (known: News['known'], marked: readonly Marked[], { arrivedAt, isMarked, keys }: NextLine): FeedLine => ({
      v: feedVersion,
      ...(known === undefined ? {} : { asOf: Math.floor(known.readAt - arrivedAt) }),
      ...keys,
      ...(known !== undefined && isMarked ? { ...facts(), cursor: cursors.write(known.cursor) } : {}),
      ...packMarks(marked),
    }),
  }
}

interface NextLine {
  readonly arrivedAt: number
  /** Whether it says where to go on. */
  readonly isMarked: boolean
  readonly keys: Pick<FeedLine, 'keys' | 'sessions'>
}

interface Following {
  readonly parts: FeedParts
  readonly news: News
  readonly pulse: Pulse
  readonly lines: Lines
}

/** So many lines without news have no cursor: the next one is for a connection that breaks. */
const linesOfCursor = 8

async function* followLines(
  { parts, news, pulse, lines }: Following,
  begin: () => Promise<Begun>,
  arrivedAt: number,
  forMs: number,
): AsyncGenerator<FeedLine> {
  const leave = pulse.join()
  try {
    const begun = await begin()
    let keys = JSON.stringify(keysOf(parts))
    yield lines.first(begun, arrivedAt)
    let { position } = begun
    for (let turn = 1, isOver = !begun.isLast; !isOver; turn += 1) {
      // News may have come while the line before was sent.
      if (news.log.end === position) await pulse.next()
      isOver = pulse.isOver || elapsedOf(parts.clock) - arrivedAt >= forMs
      const marked = news.log.from(position)
      // It was read too slowly: with its last cursor it begins again.
      if (marked === undefined) return
      position = news.log.end
      const shown = keysOf(parts)
      const isChanged = JSON.stringify(shown) !== keys
      keys = JSON.stringify(shown)
      const isMarked = marked.length > 0 || isOver || turn % linesOfCursor === 0
      yield lines.next(news.known, marked, { arrivedAt, isMarked, keys: isChanged ? shown : {} })
    }
  } finally {
    leave()
  }
}
