/**
 * Webhooks: what happened, told to services by signed requests (Standard Webhooks). A delivery is written in the transaction
 * of the action that it tells of, one for each endpoint that wants it, with its body: every attempt sends the same bytes.
 */
import type { Secret } from '../../kernel/secret.ts'
import type { WebhookEventName } from '../../webhooks/event-table.ts'

/** A service that is told, as the settings name it. */
export interface WebhookEndpoint {
  readonly url: string
  /** Each signs; several while one is exchanged. */
  readonly secrets: readonly Secret[]
  /** What it is told of. */
  readonly events: readonly WebhookEventName[]
}

/** By the name of the endpoint. */
export type Webhooks = Readonly<Record<string, WebhookEndpoint>>

export interface NewDelivery {
  /** The name of the endpoint. */
  readonly endpoint: string
  readonly event: WebhookEventName
  /** JSON, as it is sent and signed. */
  readonly body: string
  /** Milliseconds since 1970. */
  readonly now: number
}

/**
 * `failed`: it is not tried again, unless an operator replays it. The last attempt says why; or it has a reason of its own,
 * such as that the settings have no such endpoint any more.
 */
export type DeliveryState = 'waiting' | 'delivered' | 'failed'

export const deliveryStates = ['waiting', 'delivered', 'failed'] as const satisfies readonly DeliveryState[]

export interface DeliveryAttempt {
  /** When it began, in milliseconds since 1970. */
  readonly at: number
  /** How long it took, in ms. */
  readonly took: number
  /** Of the answer; absent where there was none. */
  readonly status?: number | undefined
  /**
   * Why it failed: `status`, `redirected`, `timeout`, `ending` (the sender was stopped), or the code of a network error.
   * Absent: it did not.
   */
  readonly reason?: string | undefined
}

export interface Delivery extends Omit<NewDelivery, 'now'> {
  /** Its number: grows from delivery to delivery. */
  readonly id: number
  /** `webhook-id`: the same at each attempt and each replay. */
  readonly messageId: string
  readonly state: DeliveryState
  /** When it was written, or begun anew by a replay. Milliseconds since 1970, as the other times. */
  readonly writtenAt: number
  /** When it is tried next; while it is being sent, when another worker may take it. Absent: it is finished. */
  readonly dueAt?: number | undefined
  readonly finishedAt?: number | undefined
  /** How often it was tried, replays included; also an attempt of which a crash left no trace. */
  readonly attempts: number
  /** How many of them do not count: those before the last replay, and those that were called off. */
  readonly attemptsBefore: number
  /** Of the last attempt, or why there is none any more. */
  readonly reason?: string | undefined
  readonly status?: number | undefined
  /** The last ones, the oldest first. */
  readonly history: readonly DeliveryAttempt[]
}

/** How an attempt ended, and what becomes of the delivery. */
export interface DeliveryOutcome {
  readonly attempt: DeliveryAttempt
  readonly state: DeliveryState
  /** Milliseconds since 1970; only where it waits. */
  readonly dueAt?: number | undefined
  /** The attempt is none of those that a delivery has: the receiver had no chance to answer. */
  readonly isFree?: boolean | undefined
  /** In place of that of the attempt. */
  readonly reason?: string | undefined
  readonly now: number
}

/** How an endpoint fares. */
export interface EndpointCounts {
  readonly endpoint: string
  /** Up to 10,000: there may be more. */
  readonly waiting: number
  readonly failed: number
  /** When the oldest that waits was written. */
  readonly oldestWaiting?: number | undefined
  /** When the last one was delivered, of those that are kept. */
  readonly lastDelivered?: number | undefined
  /** Until when nothing is sent there; may be over. */
  readonly pausedUntil?: number | undefined
}

/** So many are replayed at most in one transaction; who has more asks again. */
export const mostReplayed = 1000
