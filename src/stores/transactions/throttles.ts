/**
 * Implements the ThrottleStore port with DRF's sliding log: the hits of a counter are numbered, and the one that is `limit`
 * before the next says whether there is room. So a hit costs the same whatever the limit.
 */
import type { Hit, ThrottleStore } from '../../throttles/store.ts'
import type { Runner, Steps, Tx } from './transaction.ts'

/** When a counter may go is kept to the hour, so that a hit changes no index. */
const hour = 3_600_000

export function createThrottles({ read, write }: Runner): ThrottleStore {
  return {
    async hit(subject, limit, periodMs, now) {
      const asked = { subject, limit, periodMs, now }
      // Who is refused stays so until time has passed, so a flood of them writes nothing (denial of service).
      const refused = await read(tx => findRefusal(tx, asked))
      return refused ?? (await write(tx => countHit(tx, asked)))
    },
  }
}

interface Counted {
  readonly subject: string
  readonly limit: number
  readonly periodMs: number
  readonly now: number
}

/** Not after the clock was set back: then moments have to be moved first. */
function* findRefusal(tx: Tx, { subject, limit, periodMs, now }: Counted): Steps<Hit | undefined> {
  const oldest = yield* tx.findThrottleHit(subject, limit)
  const isRefused = oldest !== undefined && oldest <= now && oldest + periodMs > now
  return isRefused ? { outcome: 'refused', waitMs: oldest + periodMs - now } : undefined
}

function* countHit(tx: Tx, { subject, limit, periodMs, now }: Counted): Steps<Hit> {
  const { hits, lastAt } = yield* tx.lockThrottle(subject, now)
  // The clock was set back: what lies in the future happened just now, or it would count until the clock is there again.
  if (lastAt > now) yield* tx.moveThrottleHits(subject, now)
  const oldest = yield* tx.findThrottleHit(subject, limit)
  const waitMs = oldest === undefined ? 0 : oldest + periodMs - now
  if (waitMs > 0) return { outcome: 'refused', waitMs }
  const keepUntil = Math.ceil((now + periodMs) / hour) * hour
  yield* tx.addThrottleHit({ subject, number: hits + 1, at: now, keepUntil, dropUpTo: hits + 1 - limit })
  // Two old counters are deleted for each new one, so that addresses that come once do not accumulate.
  if (hits === 0) yield* tx.forgetThrottles(now, 2)
  return { outcome: 'counted' }
}
