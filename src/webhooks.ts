/** `latchkey/webhooks`: what a service verifies webhooks with. No dependency, and nothing of Node. */
export type { WebhookEvent } from './webhooks/event.ts'
export type { WebhookData, WebhookSource } from './webhooks/event-data.ts'
export { type WebhookEventName, webhookEventNames } from './webhooks/event-table.ts'
export {
  type VerifiedWebhook,
  verifyWebhook,
  type WebhookFault,
  type WebhookHeaders,
  type WebhookToVerify,
} from './webhooks/verify-webhook.ts'
