/**
 * What a receiver does with a delivery before it believes it: signature first, then the time, then the body. On WebCrypto and
 * without a dependency, so that it runs on Node, Bun, Deno and workers.
 */
import { systemClock } from '../ports/defaults/clock.ts'
import type { WebhookEvent } from './event.ts'
import { findWebhookEvent } from './event-table.ts'
import { readWebhookSecret } from './secret.ts'
import { isSigned } from './signature.ts'

/** Headers of any platform: those of a `Request`, of Node, or a plain object. */
export type WebhookHeaders =
  | { get(name: string): string | null }
  | { readonly [name: string]: string | readonly string[] | undefined }

/** A delivery as it arrived, and what it is verified with. */
export interface WebhookToVerify {
  /** The body as it came, before anything has read it as JSON: the bytes are signed. */
  readonly body: string | Uint8Array
  readonly headers: WebhookHeaders
  /** `whsec_...`; while one is exchanged, the old and the new one. */
  readonly secrets: string | readonly string[]
  /** How far the clocks may be apart, in seconds. Default: 300. */
  readonly tolerance?: number
  /** Default: that of the system. */
  readonly clock?: { now(): number }
}

/**
 * Why a delivery is refused. `missing_headers`: it lacks `webhook-id`, `webhook-timestamp` or `webhook-signature`, or they
 * have another form. `wrong_signature`: none is by one of the secrets, or the body was changed. `too_old`, `too_new`:
 * it was signed longer ago than the tolerance, or later than now; it may be a recording that is played again. `not_an_event`: it is
 * signed, and no event of Latchkey. `unknown_event`: of a newer Latchkey; answer 2xx and go on.
 */
export type WebhookFault =
  | 'missing_headers'
  | 'wrong_signature'
  | 'too_old'
  | 'too_new'
  | 'not_an_event'
  | 'unknown_event'

/** What was verified, or why it is refused. */
export type VerifiedWebhook =
  | { readonly ok: true; readonly id: string; readonly event: WebhookEvent }
  | { readonly ok: false; readonly code: WebhookFault }

/**
 * Verifies one delivery. Does not remember ids: keep `id` for as long as you can and leave out what you know, since a delivery
 * may come twice. Throws TypeError where the caller is at fault: a secret that is none of Standard Webhooks, a body that was read
 * as JSON already, a tolerance that is no number of seconds.
 *
 * ```ts
 * const verified = await verifyWebhook({ body: await request.text(), headers: request.headers, secrets: process.env.WEBHOOK_SECRET ?? '' })
 * if (!verified.ok) return new Response(null, { status: verified.code === 'unknown_event' ? 204 : 400 })
 * ```
 */
export async function verifyWebhook(delivery: WebhookToVerify): Promise<VerifiedWebhook> {
  const { body, headers, secrets, tolerance = 300, clock = systemClock } = delivery
  const keys = [secrets].flat().map(toKey)
  if (keys.length === 0) throw new TypeError('verifyWebhook got no secret')
  if (!isBody(body))
    throw new TypeError(
      'the body of verifyWebhook is neither text nor bytes: give it as it came, before it is read as JSON',
    )
  // NaN, of a variable that is not set, would let recordings pass for ever.
  if (typeof tolerance !== 'number' || !(tolerance >= 0))
    throw new TypeError('the tolerance of verifyWebhook is no number of seconds')
  const signed = readHeaders(headers)
  if (signed === undefined) return { ok: false, code: 'missing_headers' }
  const { id, timestamp, signature } = signed
  if (!(await isSigned({ id, timestamp, body }, signature, keys))) return { ok: false, code: 'wrong_signature' }
  const age = clock.now() / 1000 - timestamp
  if (!(age <= tolerance)) return { ok: false, code: 'too_old' }
  if (age < -tolerance) return { ok: false, code: 'too_new' }
  const event = readEvent(body)
  return typeof event === 'string' ? { ok: false, code: event } : { ok: true, id, event }
}

/** Also bytes of another realm, as tests and workers have them. */
function isBody(body: unknown): boolean {
  return typeof body === 'string' || Object.prototype.toString.call(body) === '[object Uint8Array]'
}

function toKey(secret: string): Uint8Array<ArrayBuffer> {
  const key = typeof secret === 'string' ? readWebhookSecret(secret) : 'is not text'
  if (typeof key === 'string') throw new TypeError(`a secret of verifyWebhook ${key}`)
  return key
}

/** So many digits are a time of this millennium; the text is signed as it stands, so it has one form. */
const timestampForm = /^[1-9]\d{0,10}$/
const longestId = 200

function readHeaders(headers: WebhookHeaders) {
  const id = headerOf(headers, 'webhook-id')
  const timestamp = headerOf(headers, 'webhook-timestamp')
  const signature = headerOf(headers, 'webhook-signature')
  if (id === undefined || timestamp === undefined || signature === undefined) return undefined
  // An id with a full stop could move its end into the time (Standard Webhooks, "Signature scheme").
  if (id === '' || id.length > longestId || id.includes('.') || !timestampForm.test(timestamp)) return undefined
  return { id, timestamp: Number(timestamp), signature }
}

function headerOf(headers: WebhookHeaders, name: string): string | undefined {
  const value = isGetter(headers) ? headers.get(name) : memberOf(headers, name)
  return typeof value === 'string' ? value : undefined
}

function isGetter(headers: WebhookHeaders): headers is { get(name: string): string | null } {
  return typeof headers.get === 'function'
}

/** Node and most frameworks write names in lower case. */
function memberOf(headers: { readonly [name: string]: unknown }, name: string): unknown {
  const found = Object.keys(headers).find(each => each.toLowerCase() === name)
  return found === undefined ? undefined : headers[found]
}

/** Who signed it is known, so its members are believed. */
function readEvent(body: string | Uint8Array): WebhookEvent | 'not_an_event' | 'unknown_event' {
  const event = parse(typeof body === 'string' ? body : new TextDecoder().decode(body))
  if (!isRecord(event) || typeof event.type !== 'string' || !isRecord(event.data)) return 'not_an_event'
  return isKnown(event) ? event : 'unknown_event'
}

function isKnown(event: { readonly type?: unknown }): event is WebhookEvent {
  return findWebhookEvent(String(event.type)) !== undefined
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
