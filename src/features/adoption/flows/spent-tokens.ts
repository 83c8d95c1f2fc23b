/**
 * Django's spent tokens come over in the order of its list. A transaction that was begun earlier may add its row before a
 * place that was read already, so every reading goes back a little: a minute, or some thousand tokens.
 */
import type { DjangoReader } from '../django-database.ts'
import type { AdoptionParts } from '../parts.ts'

/** What a process remembers of its readings. */
export interface SpentMemory {
  /** Where readings ended, the oldest first, and when, in ms since 1970. The next one begins at the first of them. */
  readonly places: readonly { readonly place: string; readonly at: number }[]
  /** Told already, of those that come after it. */
  readonly known: ReadonlySet<string>
}

export interface SpentRound {
  /** Not known here before. */
  readonly spent: number
  readonly memory: SpentMemory
  /** Where another process goes on. */
  readonly place: string | undefined
}

const tokensOfPage = 2000
const lookBackMs = 60_000
const lookBackPages = 2

/** `place`: up to where an earlier process read. */
export function rememberPlace(place: string | undefined): SpentMemory {
  return { places: place === undefined ? [] : [{ place, at: 0 }], known: new Set() }
}

export async function followSpentTokens(
  { store, clock, report }: Pick<AdoptionParts, 'store' | 'clock' | 'report'>,
  reader: DjangoReader,
  memory: SpentMemory,
): Promise<SpentRound> {
  const now = clock.now()
  const known = new Set<string>()
  const ends: string[] = []
  let spent = 0
  let read = 0
  for (let after = memory.places[0]?.place; ; after = ends.at(-1)) {
    const page = await reader.spentTokens(after, tokensOfPage, Math.floor(now / 1000))
    const unknown = page.tokens.filter(({ jti }) => !memory.known.has(jti))
    if (unknown.length > 0) spent += await store.spend(unknown)
    for (const { jti } of page.tokens) known.add(jti)
    read += page.tokens.length
    if (page.place !== undefined) ends.push(page.place)
    if (!page.hasMore) break
    report.progress('spent tokens', read)
  }
  const places = nextPlaces(memory, ends, now)
  return { spent, memory: { places, known }, place: places[0]?.place }
}

function nextPlaces({ places }: SpentMemory, ends: readonly string[], now: number): SpentMemory['places'] {
  if (ends.length > lookBackPages) return ends.slice(-1 - lookBackPages).map(place => ({ place, at: now }))
  const end = ends.at(-1)
  const all = end === undefined || end === places.at(-1)?.place ? places : [...places, { place: end, at: now }]
  return all.slice(
    Math.max(
      0,
      all.findLastIndex(({ at }) => at <= now - lookBackMs),
    ),
  )
}
