/**
 * The revocations in memory, and their order of expiry. Most are of sessions and tokens, of which only the end is kept:
 * subject and second, so that a hundred thousand take a few megabytes.
 */
import { createHeap } from '../kernel/heap.ts'
import type { Revocation, RevocationKind } from './revocation.ts'

export interface RevocationEntries {
  /** Whether the subject is revoked, or its user has to be read again. */
  has(kind: Exclude<RevocationKind, 'user-before'>, subject: string): boolean
  /** The instant, in ms, up to which a user's tokens without a session are revoked. */
  revokedBefore(userId: string): number | undefined
  readonly size: number
  /** Goes as far as an older entry of its subject, or further. `false`: it says nothing new. */
  put(revocation: Revocation): boolean
  /** Drops entries that no valid token can match any more. */
  prune(now: number): void
}

export function createRevocationEntries(): RevocationEntries {
  /** By kind and subject: the second after which the entry may go. */
  const ends: Readonly<Record<RevocationKind, Map<string, number>>> = {
    jti: new Map(),
    sid: new Map(),
    'user-before': new Map(),
    'user-stale': new Map(),
  }
  const befores = new Map<string, number>()
  const expiry = createExpiry()

  /** A user can change twice in a millisecond: each change is told. */
  const isNews = ({ kind, subject, at }: Revocation, end: number) => {
    const isLater = kind === 'user-before' && at > (befores.get(subject) ?? Number.NEGATIVE_INFINITY)
    if (isLater) befores.set(subject, at)
    return isLater || kind === 'user-stale' || end > (ends[kind].get(subject) ?? Number.NEGATIVE_INFINITY)
  }

  return {
    has: (kind, subject) => ends[kind].has(subject),
    revokedBefore: userId => befores.get(userId),
    get size() {
      return Object.values(ends).reduce((sum, map) => sum + map.size, 0)
    },
    put(revocation) {
      const { kind, subject, keepUntil } = revocation
      const end = Math.ceil(keepUntil / 1000)
      if (!isNews(revocation, end)) return false
      const before = ends[kind].get(subject)
      ends[kind].set(subject, Math.max(end, before ?? end))
      if (before === undefined) expiry.add(kind, subject, end)
      return true
    },
    prune(now) {
      for (const { kind, subject } of expiry.takeUntil(Math.floor(now / 1000))) {
        const end = ends[kind].get(subject)
        if (end === undefined) continue
        // It was put again meanwhile, and is kept longer.
        if (end * 1000 > now) expiry.add(kind, subject, end)
        else {
          ends[kind].delete(subject)
          if (kind === 'user-before') befores.delete(subject)
        }
      }
    },
  }
}

interface Place {
  readonly kind: RevocationKind
  readonly subject: string
}

/** The subjects of each second, and the seconds in order: one that is kept for long must not keep the others. */
function createExpiry() {
  const seconds = createHeap<number>((a, b) => a - b)
  const places = new Map<number, Record<RevocationKind, string[]>>()
  return {
    add(kind: RevocationKind, subject: string, second: number): void {
      let found = places.get(second)
      if (found === undefined) {
        found = { jti: [], sid: [], 'user-before': [], 'user-stale': [] }
        places.set(second, found)
        seconds.push(second)
      }
      found[kind].push(subject)
    },
    /** Takes out what is due. */
    *takeUntil(second: number): Generator<Place> {
      for (let next = seconds.peek(); next !== undefined && next <= second; next = seconds.peek()) {
        seconds.pop()
        const found = places.get(next)
        places.delete(next)
        for (const [kind, subjects] of Object.entries(found ?? {})) {
          for (const subject of subjects) yield { kind: kind as RevocationKind, subject }
        }
      }
    },
  }
}
