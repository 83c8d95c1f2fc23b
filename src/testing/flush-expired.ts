/** Deletes what had expired by a time, for tests that do not go through housekeeping and its margins. */
import type { ExpiredKind, Housekeeping } from '../ports/housekeeping.ts'
import type { Store } from '../store.ts'

const few = 500

/** All rows of the kind. Returns how many there were. */
export async function deleteAll({ deleteSome }: Housekeeping, kind: ExpiredKind, before: number): Promise<number> {
  let count = 0
  for (let last = few; last === few; count += last) last = await deleteSome(kind, before, few)
  return count
}

/** What tokens are named by. Returns how many rows of each kind there were. */
export async function flushExpired({ housekeeping }: Pick<Store, 'housekeeping'>, before: number) {
  return {
    sessions: await deleteAll(housekeeping, 'sessions', before),
    spentTokens: await deleteAll(housekeeping, 'spentTokens', before),
    revocations: await deleteAll(housekeeping, 'revocations', before),
  }
}
