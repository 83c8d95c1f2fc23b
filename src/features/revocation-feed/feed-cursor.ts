/**
 * The cursor of the feed: a place in the store's log, sealed with `secretKey`. So it is any node's, survives a restart, and
 * one that was forged, is of another version or too old is told from a good one.
 */
import type { RevocationCursor } from '../../sessions/revocation.ts'
import type { Needs } from '../../system.ts'

const version = 1
const purpose = 'revocation feed'
/** A verifier that was away for longer begins anew. */
const longestMs = 86_400_000

type Parts = Needs<'seal' | 'clock'>

/** All that wait are given the same cursor: it is sealed once. */
export function createCursors({ seal, clock }: Parts) {
  let last: { readonly place: RevocationCursor; readonly at: number; readonly text: string } | undefined
  return {
    write(place: RevocationCursor): string {
      const at = clock.now()
      if (last?.place !== place || at - last.at > longestMs / 24)
        last = { place, at, text: seal.seal(purpose, { version, place, at }) }
      return last.text
    },
    /** `undefined`: it is worth nothing. */
    read(text: string): RevocationCursor | undefined {
      const content = seal.open(purpose, text)
      if (typeof content !== 'object' || content === null) return undefined
      const { version: of, place, at } = content as Readonly<Record<string, unknown>>
      if (of !== version || typeof place !== 'string' || typeof at !== 'number') return undefined
      return clock.now() - at <= longestMs ? place : undefined
    },
  }
}
