/**
 * All live revocations in one answer, for verifiers that begin. It is made once for all that ask within some seconds, packed
 * for the wire once, and what was revoked since it was made comes by its cursor.
 */
import { hash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { singleFlight } from '../../kernel/single-flight.ts'
import { type FeedLine, feedVersion } from '../../sessions/feed-wire.ts'
import type { createCursors } from './feed-cursor.ts'
import type { FeedParts } from './feed-parts.ts'
import { packMarks } from './marked.ts'
import type { News } from './news.ts'
import { keysOf } from './shown-keys.ts'

export interface Snapshot {
  readonly text: string
  /** Of the content, whatever its encoding: weak (RFC 9110 section 8.8.1). */
  readonly etag: string
  zipped(): Promise<Uint8Array>
}

/** In ms. */
const keptFor = 5000

export function createSnapshots(
  parts: FeedParts,
  cursors: ReturnType<typeof createCursors>,
  news: Pick<News, 'all'>,
): { get(): Promise<Snapshot> } {
  const { clock } = parts
  let made: { readonly at: number; readonly keys: string; readonly snapshot: Snapshot } | undefined
  const make = singleFlight(async () => {
    const at = clock.now()
    const shown = keysOf(parts)
    const { marked, cursor, isLast } = await news.all()
    const line: FeedLine = {
      v: feedVersion,
      now: Math.floor(at / 1000),
      ...(isLast ? {} : { more: true }),
      ...shown,
      cursor: cursors.write(cursor),
      ...packMarks(marked),
    }
    made = { at, keys: JSON.stringify(shown), snapshot: createSnapshot(JSON.stringify(line)) }
    return made.snapshot
  })
  return {
    async get() {
      const age = made === undefined ? Number.POSITIVE_INFINITY : clock.now() - made.at
      const isGood = age >= 0 && age <= keptFor && made?.keys === JSON.stringify(keysOf(parts))
      return isGood && made !== undefined ? made.snapshot : await make()
    },
  }
}

function createSnapshot(text: string): Snapshot {
  let zipping: Promise<Uint8Array> | undefined
  return {
    text,
    etag: `W/"${hash('sha256', text, 'base64url').slice(0, 22)}"`,
    zipped() {
      zipping ??= zip(text)
      return zipping
    },
  }
}

/** On a thread of the pool: it takes tens of milliseconds for a large one. */
export const zip: (text: string) => Promise<Uint8Array> = promisify(gzip)
