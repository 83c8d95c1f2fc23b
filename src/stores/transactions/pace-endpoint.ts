/** Claims deliveries where their endpoint is not left alone, and notes how a batch went: see endpoint-pause.ts. */
import { type BatchEnd, isAway, isPaused, pauseAfterBatch, roomOf } from '../../features/webhooks/endpoint-pause.ts'
import type { DeliveryClaim } from '../../features/webhooks/store.ts'
import type { Delivery } from '../../features/webhooks/webhook.ts'
import type { Steps, Tx } from './transaction.ts'

/** Whether a process may claim now, and there is something to claim. Writes nothing. */
export function* isTurn(tx: Tx, { endpoint, now }: DeliveryClaim, latest: number): Steps<boolean> {
  if (isPaused(yield* tx.findEndpointPause(endpoint), now)) return false
  return yield* tx.isDeliveryDue(endpoint, now, latest)
}

export function* claimInTurn(tx: Tx, claim: DeliveryClaim, latest: number): Steps<readonly Delivery[]> {
  const { endpoint, now, until } = claim
  const pause = yield* tx.findEndpointPause(endpoint)
  if (isPaused(pause, now)) return []
  if (pause === undefined || !isAway(pause)) {
    return yield* tx.claimDeliveries({ ...claim, limit: Math.min(claim.limit, roomOf(pause)) }, latest)
  }
  // The others wait for the end of this attempt: of all that ask at once, one moves the pause.
  if (!(yield* tx.moveEndpointPause(endpoint, pause, { ...pause, until }))) return []
  const claimed = yield* tx.claimLeastTried(claim, latest)
  if (claimed.length === 0) yield* tx.setEndpointPause(endpoint, pause)
  return claimed
}

/** Most batches change nothing, and need no write. */
export function* isNoted(tx: Tx, batch: BatchEnd): Steps<boolean> {
  if (batch.failed > 0 || batch.asked > 0) return false
  return (yield* tx.findEndpointPause(batch.endpoint)) === undefined
}

export function* noteBatch(tx: Tx, batch: BatchEnd): Steps<void> {
  const before = yield* tx.findEndpointPause(batch.endpoint)
  yield* tx.setEndpointPause(batch.endpoint, pauseAfterBatch(before, batch))
}

/** An operator has seen to the endpoint, or wants to know how it is. */
export function* tryAtOnce(tx: Tx, endpoint: string, now: number): Steps<void> {
  const pause = yield* tx.findEndpointPause(endpoint)
  if (pause !== undefined && pause.until > now) yield* tx.setEndpointPause(endpoint, { ...pause, until: now })
}
