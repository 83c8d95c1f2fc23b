/** What events about webhooks hold. */

/** How a webhook fared. Never its body, and never its address. */
interface WebhookAttempt {
  /** The name of the endpoint in the settings. */
  readonly endpoint: string
  /** `user.created` */
  readonly type: string
  readonly messageId: string
  readonly attempt: number
  /** In ms. */
  readonly took: number
  /** Of the answer; absent where there was none. */
  readonly status?: number
}

export interface WebhookEventData {
  readonly 'webhook.sent': WebhookAttempt
  readonly 'webhook.postponed': WebhookAttempt
  readonly 'webhook.failed': WebhookAttempt
  readonly 'webhook.stuck': { readonly endpoint: string; readonly cause?: unknown }
  readonly 'webhook.replayed': { readonly endpoint: string; readonly deliveries: number }
  readonly 'webhook.tested': { readonly endpoint: string }
}
