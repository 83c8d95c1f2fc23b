/** The revocations in memory, and their order of expiry: one that is kept for long must not keep the others. */
import { createHeap } from '../kernel/heap.ts'
import type { Revocation, RevocationKind } from './revocation.ts'

/** By kind, then by subject. */
export type RevocationEntries = Readonly<Record<RevocationKind, ReadonlyMap<string, Revocation>>>

export function createRevocationEntries() {
  const entries = {
    jti: new Map<string, Revocation>(),
    sid: new Map<string, Revocation>(),
    'user-before': new Map<string, Revocation>(),
    'user-stale': new Map<string, Revocation>(),
  } satisfies RevocationEntries
  // One item for each entry: when it comes up, the entry may be kept longer by now.
  const expiry = createHeap<Revocation>((a, b) => a.keepUntil - b.keepUntil)

  return {
    entries: entries as RevocationEntries,
    /** Takes the place of an older entry of its subject, and goes as far as either. */
    put(revocation: Revocation): void {
      const before = entries[revocation.kind].get(revocation.subject)
      entries[revocation.kind].set(revocation.subject, before === undefined ? revocation : join(before, revocation))
      if (before === undefined) expiry.push(revocation)
    },
    /** Drops entries that no valid token can match any more. */
    prune(now: number): void {
      for (let next = expiry.peek(); next !== undefined && next.keepUntil <= now; next = expiry.peek()) {
        expiry.pop()
        const current = entries[next.kind].get(next.subject)
        if (current !== undefined && current.keepUntil > now) expiry.push(current)
        else entries[next.kind].delete(next.subject)
      }
    },
  }
}

function join(before: Revocation, after: Revocation): Revocation {
  return {
    ...after,
    at: Math.max(before.at, after.at),
    keepUntil: Math.max(before.keepUntil, after.keepUntil),
  }
}
