/** Reads and writes the rows of webhooks. */
import type { Delivery, DeliveryAttempt, DeliveryOutcome, EndpointCounts } from '../../features/webhooks/webhook.ts'
import { readPause } from './endpoint-pause.ts'
import { type Row, toText } from './row.ts'

export function toDelivery(row: Row): Delivery {
  return {
    id: Number(row.id),
    messageId: String(row.message_id),
    endpoint: String(row.endpoint),
    event: row.event as Delivery['event'],
    body: String(row.body),
    state: row.state as Delivery['state'],
    writtenAt: Number(row.written_at),
    attempts: Number(row.attempts),
    attemptsBefore: Number(row.attempts_before),
    dueAt: toNumber(row.due_at),
    finishedAt: toNumber(row.finished_at),
    status: toNumber(row.last_status),
    reason: toText(row.last_reason),
    history: JSON.parse(String(row.history)),
  }
}

export function toCounts(row: Row): EndpointCounts {
  return {
    endpoint: String(row.endpoint),
    waiting: Number(row.waiting),
    failed: Number(row.failed),
    oldestWaiting: toNumber(row.oldest_waiting),
    lastDelivered: toNumber(row.last_delivered),
    pausedUntil: readPause(row.pause)?.until,
  }
}

/** For `latchkey doctor`: every endpoint that has something open, also one that the settings have no more. */
export const openDeliveries = `
  SELECT endpoint, count(*) FILTER (WHERE state = 'waiting') AS waiting, count(*) FILTER (WHERE state = 'failed') AS failed,
    min(written_at) FILTER (WHERE state = 'waiting') AS oldest_waiting
  FROM webhook_deliveries WHERE state <> 'delivered' GROUP BY endpoint ORDER BY endpoint`

/** Of an endpoint that is away for days, the last ones tell as much as all. */
const keptAttempts = 20

/** In the order of `finished` in the dialects. */
export function finishValues(history: readonly DeliveryAttempt[], outcome: DeliveryOutcome) {
  const { attempt, state, dueAt, now, reason = attempt.reason, isFree = false } = outcome
  const kept = [...history, attempt].slice(-keptAttempts)
  const finishedAt = state === 'waiting' ? null : now
  const last = [attempt.status ?? null, reason ?? null] as const
  return [state, dueAt ?? null, finishedAt, ...last, JSON.stringify(kept), Number(isFree)] as const
}

function toNumber(value: unknown): number | undefined {
  return value === null || value === undefined ? undefined : Number(value)
}
