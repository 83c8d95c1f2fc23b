/** Webhooks that no one sends: their endpoint left the settings, or more of them wait than can be tried. */
import type { GivenUp } from './delivery-statements.ts'
import type { Steps, Tx } from './transaction.ts'

/** Another node may have newer settings, with an endpoint that this one does not know yet. */
const strayAfter = 3_600_000

const day = 86_400_000
/**
 * Longer than all attempts take. An endpoint that is away can cause more webhooks than a process tries, so that none of them
 * comes to its last attempt: without an end the queue would grow for as long as it is away (CWE-770).
 */
const agedAfter = 7 * day
/** What is tried in time, or was replayed just now, is not due for so long. */
const overdueAfter = day

/** Gives how many. By endpoint, so that the index has each: of those that wait in time, none is read. */
export function* giveUpDeliveries(tx: Tx, now: number, limit: number): Steps<number> {
  const known = new Set(tx.rules.subscriptions.map(({ endpoint }) => endpoint))
  let count = 0
  for (const endpoint of yield* tx.listWaitingEndpoints()) {
    const given = known.has(endpoint) ? agedOf(now) : strayOf(now)
    if (!known.has(endpoint)) yield* tx.setEndpointPause(endpoint, undefined)
    count += yield* tx.giveUpDeliveries({ ...given, endpoint, now, limit: limit - count })
    if (count >= limit) break
  }
  return count
}

type Ends = Pick<GivenUp, 'reason' | 'dueBefore' | 'writtenBefore'>

function agedOf(now: number): Ends {
  return { reason: 'expired', dueBefore: now - overdueAfter, writtenBefore: now - agedAfter }
}

function strayOf(now: number): Ends {
  return { reason: 'no_endpoint', dueBefore: Number.MAX_SAFE_INTEGER, writtenBefore: now - strayAfter }
}
