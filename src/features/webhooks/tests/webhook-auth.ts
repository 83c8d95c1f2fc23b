/** An Auth that tells a receiver what happens, and its secrets. */
import type { TestContext } from 'node:test'
import type { Config } from '../../../settings/settings.ts'
import { createTestAuth, type TestParts } from '../../../testing/test-auth.ts'
import { openReceiver, type WebhookReceiver } from '../../../testing/webhook-receiver.ts'

export const secret = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD'
export const otherSecret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

/** `answer`: as of `openReceiver`. */
export async function openWebhooks(
  t: TestContext,
  answer?: Parameters<typeof openReceiver>[1],
  config: Config = {},
  parts: TestParts = {},
) {
  const receiver = await openReceiver(t, answer)
  const auth = await createTestAuth({ webhooks: { billing: { url: receiver.url, secret } }, ...config }, parts)
  t.after(() => auth.close())
  /** The last state of each delivery, the oldest first. */
  const states = async () => (await auth.store.deliveries.list({ limit: 100 })).deliveries.toReversed()
  return { auth, receiver, states }
}

/** What it was sent, read. */
export function eventsOf({ received }: WebhookReceiver): readonly { type: string; data: Record<string, unknown> }[] {
  return received.map(({ body }) => JSON.parse(body))
}
