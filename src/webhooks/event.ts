/** An event as a receiver gets it. */
import type { WebhookData, WebhookSource } from './event-data.ts'
import type { WebhookEventName, webhookEvents } from './event-table.ts'

type DataOf<Name extends WebhookEventName> = WebhookSource &
  Pick<WebhookData, (typeof webhookEvents)[Name]['data'][number]>

interface EventOf<Name extends WebhookEventName> {
  readonly type: Name
  /** When it happened: ISO 8601 in UTC. A retry or a replay is sent later and says the same. */
  readonly timestamp: string
  readonly data: DataOf<Name>
}

/** The body of a delivery. `switch (event.type)` narrows `event.data`. */
export type WebhookEvent = { [Name in WebhookEventName]: EventOf<Name> }[WebhookEventName]
