/**
 * Sends what is due at one endpoint. Each endpoint is sent to apart from the others: one that is slow or away holds up
 * neither another one nor a mail.
 */
import type { OutboxLane } from '../../../flows/outbox-worker.ts'
import type { Needs } from '../../../system.ts'
import { pauseAfter } from '../retry-schedule.ts'
import type { Delivery, DeliveryOutcome, WebhookEndpoint } from '../webhook.ts'
import { type Posted, type Posting, type PostParts, postDelivery } from './post-delivery.ts'

export type SendParts = PostParts & Needs<'settings' | 'random' | 'events' | 'deliveries'>

/** Longer than a batch can take: see post-delivery.ts. */
const leaseMs = 60_000
/** As many requests are under way at one endpoint, from one process. */
const batch = 10

/** A lane for each endpoint of the settings. */
export function webhookLanes(parts: SendParts): readonly OutboxLane[] {
  return Object.entries(parts.settings.webhooks).map(([name, endpoint]) => {
    const end = new AbortController()
    return {
      sendBatch: () => sendBatch(parts, name, endpoint, end.signal),
      stuck: cause => parts.events.emit({ name: 'webhook.stuck', data: { endpoint: name, cause } }),
      hurry: () => end.abort(),
    }
  })
}

/** Whether there may be more. When none of a batch was taken, the rest waits for the next round, or longer: see noteBatch. */
async function sendBatch(
  parts: SendParts,
  name: string,
  endpoint: WebhookEndpoint,
  ending: AbortSignal,
): Promise<boolean> {
  const now = parts.clock.now()
  const due = await parts.deliveries.claim({ endpoint: name, now, until: now + leaseMs, limit: batch })
  if (due.length === 0) return false
  const ends = await Promise.all(due.map(delivery => send(parts, { endpoint, delivery, ending })))
  const taken = ends.filter(({ state }) => state === 'delivered').length
  const failed = ends.filter(({ isNeutral, state }) => state !== 'delivered' && !isNeutral).length
  const asked = Math.max(...ends.map(end => end.asked))
  await parts.deliveries.noteBatch({ endpoint: name, taken, failed, asked, now: parts.clock.now() })
  return taken > 0
}

interface SendEnd extends Pick<DeliveryOutcome, 'state'> {
  /** In ms: for how long the receiver wants to be left alone. */
  readonly asked: number
  /** It says nothing of whether the endpoint is well. */
  readonly isNeutral: boolean
}

async function send(parts: SendParts, posting: Posting): Promise<SendEnd> {
  const { delivery } = posting
  const posted = await postDelivery(parts, posting)
  const outcome = conclude(parts, delivery, posted)
  await parts.deliveries.finish(delivery, outcome)
  tell(parts, delivery, outcome)
  const { state, reason, isFree = false } = outcome
  return { state, asked: posted.asked ?? 0, isNeutral: isFree || reason === 'gone' }
}

/** 410: the receiver wants no more of it. */
const gone = 410

function conclude({ clock, random }: SendParts, delivery: Delivery, { attempt, asked }: Posted): DeliveryOutcome {
  const now = clock.now()
  if (attempt.reason === undefined) return { attempt, state: 'delivered', now }
  if (attempt.status === gone) return { attempt, state: 'failed', reason: 'gone', now }
  // No fault of the receiver: another process, or the next one, sends it, however often one is stopped.
  if (attempt.reason === 'ending') return { attempt, state: 'waiting', isFree: true, dueAt: now, now }
  const pause = pauseAfter(delivery.attempts - delivery.attemptsBefore, random.bytes(1)[0] ?? 0, asked)
  if (pause === undefined) return { attempt, state: 'failed', now }
  return { attempt, state: 'waiting', dueAt: now + pause, now }
}

function tell({ events }: SendParts, delivery: Delivery, { attempt, state, reason = attempt.reason }: DeliveryOutcome) {
  const { endpoint, event, messageId, attempts } = delivery
  const { status, took } = attempt
  const data = {
    endpoint,
    type: event,
    messageId,
    attempt: attempts,
    took,
    ...(status === undefined ? {} : { status }),
  }
  if (state === 'delivered') events.emit({ name: 'webhook.sent', data })
  if (state === 'waiting') events.emit({ name: 'webhook.postponed', reason, data })
  if (state === 'failed') events.emit({ name: 'webhook.failed', reason, data })
}
