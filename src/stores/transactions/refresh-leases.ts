/** Implements the port of refresh leases. Each verb is one statement, and doing it twice is doing it once. */
import type { LeaseState, RefreshLeases } from '../../sessions/refresh-leases.ts'
import type { FoundLease, LeaseChange } from './refresh-lease-statements.ts'
import type { Runner, Steps } from './transaction.ts'

export function createRefreshLeases({ read, write }: Runner): RefreshLeases {
  const change = (asked: LeaseChange) =>
    write(
      tx => tx.changeRefreshLease(asked),
      onceMore,
      joined => joined.changeRefreshLease(asked),
    )
  return {
    claim: (lease, times) =>
      write(
        tx => tx.claimRefresh(lease, times),
        onceMore,
        joined => joined.claimRefresh(lease, times),
      ),
    find: async (digest, now) => toState(await read(tx => tx.findRefreshLease(digest, now))),
    extend: (lease, times) => change({ lease, times, answer: null, wins: false }),
    answer: (lease, times, answer, wins) => change({ lease, times, answer, wins }),
    release: async (lease, now) => void (await change({ lease, times: { now, length: 0 }, answer: null, wins: false })),
  }
}

/** Where the answer to COMMIT was lost. */
function* onceMore(): Steps<undefined> {}

function toState(found: FoundLease | undefined): LeaseState {
  if (found === undefined) return { kind: 'free' }
  const { answer, goodFor } = found
  return answer === null ? { kind: 'claimed' } : { kind: 'answered', answer, goodFor }
}
