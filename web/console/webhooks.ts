/** Webhooks as the admin API has them, and how urgent it is to look again. */
import { fill, showNumber } from '../shared/i18n.ts'
import { words } from './words/words.ts'

export type DeliveryState = 'waiting' | 'delivered' | 'failed'

export const states = ['waiting', 'delivered', 'failed'] as const satisfies readonly DeliveryState[]

export const tones = { waiting: 'info', delivered: 'success', failed: 'danger' } as const

export interface WebhookEndpoint {
  readonly endpoint: string
  readonly url: string
  readonly events: readonly string[]
  readonly secrets: number
  readonly waiting: number
  readonly failed: number
  readonly oldest_waiting: string | null
  readonly last_delivered: string | null
}

export interface WebhookDelivery {
  readonly id: number
  readonly message_id: string
  readonly endpoint: string
  readonly event: string
  readonly state: DeliveryState
  readonly written_at: string
  readonly due_at: string | null
  readonly finished_at: string | null
  readonly attempts: number
  readonly status: number | null
  readonly reason: string | null
}

export interface WebhookAttempt {
  readonly at: string
  readonly took: number
  readonly status: number | null
  readonly reason: string | null
}

/** As many as are counted: see the endpoint. */
const mostCounted = 10_000

export function showCount(count: number): string {
  return count < mostCounted ? showNumber(count) : `${showNumber(count)}+`
}

/** How an attempt ended, or why there will be none; empty before the first. */
export function showAnswer({ status, reason }: Pick<WebhookAttempt, 'status' | 'reason'>): string {
  const { reasons, answered } = words().webhooks
  const shown = String(status ?? '')
  if (reason === null) return status === null ? '' : fill(answered, { status: shown })
  // Codes of the network stay what they are: ECONNREFUSED.
  return isReason(reason, reasons) ? fill(reasons[reason], { status: shown }) : `${reasons.network}: ${reason}`
}

/** The same of a delivery: nothing once it is to be sent again. */
export function showLastAnswer(delivery: WebhookDelivery): string {
  return delivery.state === 'waiting' && delivery.reason === null ? '' : showAnswer(delivery)
}

function isReason<Reasons extends object>(reason: string, reasons: Reasons): reason is Extract<keyof Reasons, string> {
  return Object.hasOwn(reasons, reason)
}

/** A time that has come is no time to show. */
export function isDueNow(due: string): boolean {
  return Date.parse(due) <= Date.now()
}

const soonMs = 10_000

/** In ms: soon where an attempt is due, seldom where nothing is expected. */
export function lookAgainAfter(shown: readonly Pick<WebhookDelivery, 'state' | 'due_at'>[]): number {
  const isDue = ({ state, due_at: due }: (typeof shown)[number]) =>
    state === 'waiting' && due !== null && Date.parse(due) < Date.now() + soonMs
  return shown.some(isDue) ? 3000 : 15_000
}
