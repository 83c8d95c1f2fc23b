/** Webhooks as an operator sees them, in a page or in a terminal: never a secret. */
import { z } from 'zod'
import { instantOf } from '../../kernel/instant.ts'
import type { Needs } from '../../system.ts'
import { type Delivery, type DeliveryAttempt, deliveryStates, type EndpointCounts } from '../webhooks/webhook.ts'

const moment = z.iso.datetime()

const attemptOutput = z.object({
  at: moment,
  took: z.int().describe('Milliseconds.'),
  status: z.int().nullable().describe('Of the answer; null where there was none.'),
  reason: z
    .string()
    .nullable()
    .describe(
      'status, redirected, timeout, ending (the sender was stopped), or the code of a network error. Null: it was taken.',
    ),
})

export const deliveryOutput = z.object({
  id: z.int(),
  message_id: z.string().describe('`webhook-id`: the same at each attempt and each replay.'),
  endpoint: z.string(),
  event: z.string(),
  state: z.enum(deliveryStates),
  written_at: moment.describe('Or when it was begun anew by a replay.'),
  due_at: moment.nullable().describe('When it is tried next. Null: it is finished.'),
  finished_at: moment.nullable(),
  attempts: z.int().describe('Replays included.'),
  status: z.int().nullable().describe('Of the last answer.'),
  reason: z
    .string()
    .nullable()
    .describe(
      'Why the last attempt failed; gone: the receiver wants no more (410); no_endpoint: the settings have it no more; expired: it waited for a week, and more failed than could be tried.',
    ),
})

export const deliveryDetail = deliveryOutput.extend({
  body: z.string().describe('JSON, as it is sent and signed.'),
  history: z.array(attemptOutput).describe('The last attempts, the oldest first; at most 20.'),
})

export const endpointOutput = z.object({
  endpoint: z.string().describe('Its name in the settings.'),
  url: z.string().describe('Without its query, which may hold a secret.'),
  events: z.array(z.string()).describe('What it is told of.'),
  secrets: z.int().describe('How many sign: two while one is exchanged.'),
  waiting: z.int().describe('Up to 10,000: there may be more.'),
  failed: z.int().describe('Up to 10,000, of those that are kept.'),
  oldest_waiting: moment.nullable().describe('When the oldest that waits was written, or begun anew by a replay.'),
  last_delivered: moment.nullable().describe('Of those that are kept.'),
  paused_until: moment
    .nullable()
    .describe('Until then nothing is sent there: it asked for that (`Retry-After`), or is away. Null: it is sent to.'),
})

export function showDelivery(delivery: Delivery) {
  const { id, messageId, endpoint, event, state, writtenAt, dueAt, finishedAt, attempts, status, reason } = delivery
  return {
    id,
    message_id: messageId,
    endpoint,
    event,
    state,
    written_at: momentOf(writtenAt),
    due_at: momentOf(dueAt),
    finished_at: momentOf(finishedAt),
    attempts,
    status: status ?? null,
    reason: reason ?? null,
  }
}

export function showDeliveryInFull(delivery: Delivery) {
  return { ...showDelivery(delivery), body: delivery.body, history: delivery.history.map(showAttempt) }
}

function showAttempt({ at, took, status, reason }: DeliveryAttempt) {
  return { at: momentOf(at), took, status: status ?? null, reason: reason ?? null }
}

/** Those of the settings, in their order. */
export async function showEndpoints({ settings, deliveries, clock }: Needs<'settings' | 'deliveries' | 'clock'>) {
  const now = clock.now()
  const counts = await deliveries.count(Object.keys(settings.webhooks))
  return Object.entries(settings.webhooks).map(([endpoint, { url, events, secrets }]) => {
    const { origin, pathname } = new URL(url)
    const found = counts.find(each => each.endpoint === endpoint)
    return { endpoint, url: `${origin}${pathname}`, events, secrets: secrets.length, ...showCounts(found, now) }
  })
}

function showCounts(counts: EndpointCounts | undefined, now: number) {
  const { waiting = 0, failed = 0, oldestWaiting, lastDelivered, pausedUntil = now } = counts ?? {}
  return {
    waiting,
    failed,
    oldest_waiting: momentOf(oldestWaiting),
    last_delivered: momentOf(lastDelivered),
    paused_until: momentOf(pausedUntil > now ? pausedUntil : undefined),
  }
}

function momentOf(time: number | undefined) {
  return time === undefined ? null : instantOf(new Date(time))
}
