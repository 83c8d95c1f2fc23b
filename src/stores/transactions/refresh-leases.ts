/**
 * Implements the port of refresh leases. Each verb is one statement. Where its answer is lost it is not asked again: the turn ends by
 * itself, and a database that is away is waited for once.
 */
import type { LeaseState, RefreshLeases } from '../../sessions/refresh-leases.ts'
import type { FoundLease, LeaseChange } from './refresh-lease-statements.ts'
import type { Runner } from './transaction.ts'

export function createRefreshLeases({ read, write }: Runner): RefreshLeases {
  const change = (asked: LeaseChange) =>
    write(
      tx => tx.changeRefreshLease(asked),
      undefined,
      joined => joined.changeRefreshLease(asked),
    )
  return {
    claim: (lease, times) =>
      write(
        tx => tx.claimRefresh(lease, times),
        undefined,
        joined => joined.claimRefresh(lease, times),
      ),
    find: async (digest, now) => toState(await read(tx => tx.findRefreshLease(digest, now))),
    extend: (lease, times) => change({ lease, times, answer: null, wins: false }),
    answer: (lease, times, answer, wins) => change({ lease, times, answer, wins }),
    release: async (lease, now) => void (await change({ lease, times: { now, length: 0 }, answer: null, wins: false })),
  }
}

function toState(found: FoundLease | undefined): LeaseState {
  if (found === undefined) return { kind: 'free' }
  const { answer, goodFor } = found
  return answer === null ? { kind: 'claimed' } : { kind: 'answered', answer, goodFor }
}
