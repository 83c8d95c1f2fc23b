/**
 * One attempt: a signed POST. The address is the operator's own, from the settings, and no user has a say in it. What is left
 * of SSRF: a name may lead to an address of your own network. A redirect is not followed, and of the answer no more than
 * its status and `Retry-After` is read.
 */
import type { Needs } from '../../../system.ts'
import { readWebhookSecret } from '../../../webhooks/secret.ts'
import { signMessage } from '../../../webhooks/signature.ts'
import { readRetryAfter } from '../retry-schedule.ts'
import type { Delivery, DeliveryAttempt, WebhookEndpoint } from '../webhook.ts'

export type PostParts = Needs<'clock' | 'timer'> & { readonly fetch: typeof globalThis.fetch }

export interface Posting {
  readonly endpoint: WebhookEndpoint
  readonly delivery: Delivery
  /** The process ends: what is under way is called off. */
  readonly ending: AbortSignal
}

export interface Posted {
  readonly attempt: DeliveryAttempt
  /** In ms: what `Retry-After` asks for. */
  readonly asked?: number | undefined
}

const longestMs = 15_000

export async function postDelivery(parts: PostParts, { endpoint, delivery, ending }: Posting): Promise<Posted> {
  const { clock, timer, fetch } = parts
  const at = clock.now()
  const began = elapsed(parts)
  const took = () => Math.round(elapsed(parts) - began)
  const abort = new AbortController()
  const callOff = timer.after(longestMs, () => abort.abort())
  const end = () => abort.abort()
  ending.addEventListener('abort', end)
  if (ending.aborted) end()
  try {
    const response = await fetch(endpoint.url, {
      method: 'POST',
      headers: await headersOf(endpoint, delivery, Math.floor(at / 1000)),
      body: delivery.body,
      redirect: 'manual',
      signal: abort.signal,
    })
    // The rest is not read: a receiver could go on for ever.
    void response.body?.cancel().catch(() => {})
    const { status } = response
    const asked =
      status === 429 || status === 503 ? readRetryAfter(response.headers.get('retry-after'), clock.now()) : undefined
    return { attempt: { at, took: took(), status, ...faultOf(status) }, asked }
  } catch (error) {
    return {
      attempt: {
        at,
        took: took(),
        reason: ending.aborted ? 'ending' : abort.signal.aborted ? 'timeout' : codeOf(error),
      },
    }
  } finally {
    callOff()
    ending.removeEventListener('abort', end)
  }
}

async function headersOf({ secrets }: WebhookEndpoint, { messageId: id, body }: Delivery, timestamp: number) {
  const keys = secrets.map(secret => readWebhookSecret(secret.reveal())).filter(key => typeof key !== 'string')
  return {
    'content-type': 'application/json',
    'user-agent': 'Latchkey-Webhooks',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': await signMessage({ id, timestamp, body }, keys),
  }
}

function faultOf(status: number): { readonly reason?: string } {
  if (status >= 200 && status < 300) return {}
  return { reason: status >= 300 && status < 400 ? 'redirected' : 'status' }
}

/** The code of a network error, such as ECONNREFUSED; no text of it, which may hold an address. */
function codeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return typeof code === 'string' ? code : 'network'
}

function elapsed({ clock }: PostParts): number {
  return clock.elapsed?.() ?? clock.now()
}
