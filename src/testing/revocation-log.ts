/** An index of revocations on a log that a test writes. */
import type { Revocation, RevocationCursor, RevocationPage } from '../sessions/revocation.ts'
import { createRevocationIndex } from '../sessions/revocation-index.ts'
import type { FakeClock } from './fake-clock.ts'

/** What the index asks of a store. */
export type Log = Parameters<typeof createRevocationIndex>[0]['store']

/** On a store that is another process's: nothing is handed over, and only reading tells. */
export function createIndex(store: Pick<Log, 'revokedSince'> & Partial<Log>, clock: FakeClock, allowance = 1000) {
  return createRevocationIndex({
    store: { onRevoked: () => () => {}, ...store },
    clock,
    // Polls would read at moments that these tests do not name.
    timer: { after: () => () => {} },
    allowance,
    leeway: 0,
  })
}

/** As a store reads: the cursor is how many entries were read before. */
export function pageOf(log: readonly Revocation[], cursor: RevocationCursor = '0', size = log.length): RevocationPage {
  const end = Math.min(log.length, Number(cursor) + size)
  return { revocations: log.slice(Number(cursor), end), cursor: String(end), isLast: end === log.length }
}
