/**
 * How often somebody may ask, as data in a row of the endpoint table: whose requests count together, and how many of
 * them in which time. DRF's three kinds are here; another one is an object of the same shape.
 */
import type { Clock } from '../ports/clock.ts'
import { type AuthError, problem } from '../problems.ts'
import type { Principal } from '../users/principal.ts'
import { parseRate, type Rate } from './rate.ts'
import type { ThrottleStore } from './store.ts'

export interface ThrottleQuestion {
  /** Absent when nobody authenticated. */
  readonly principal: Principal | undefined
  /** The client's address. */
  readonly address: string
}

export interface Throttle {
  /** Rows with throttles of one scope and rate count together. */
  readonly scope: string
  readonly rate: Rate
  /** Whose requests count together; `undefined`: this request does not count. */
  readonly subject: (question: ThrottleQuestion) => string | undefined
}

/** AnonRateThrottle: strangers by their address; whoever is logged in is not counted. */
export function anonRate(rate: string, scope = 'anon'): Throttle {
  return { scope, rate: parseRate(rate), subject: asked => (asked.principal === undefined ? asked.address : undefined) }
}

/** UserRateThrottle: users by their id wherever they are, strangers by their address. */
export function userRate(rate: string, scope = 'user'): Throttle {
  return { scope, rate: parseRate(rate), subject: whoever }
}

/** ScopedRateThrottle: rows that name the same scope share its rate. */
export function scopedRate(scope: string, rate: string): Throttle {
  return userRate(rate, scope)
}

/** Throws `throttled` with the longest wait. Every throttle is asked, so each that allows has counted, as in DRF. */
export async function countRequest(
  { throttles, clock }: { readonly throttles: ThrottleStore; readonly clock: Clock },
  rules: readonly Throttle[],
  question: ThrottleQuestion,
): Promise<void> {
  const now = clock.now()
  const hits = await Promise.all(rules.map(rule => countOne(throttles, rule, question, now)))
  const waits = hits.flatMap(hit => (hit?.outcome === 'refused' ? [hit.waitMs] : []))
  if (waits.length > 0) throw throttled(Math.max(...waits), 'request_rate')
}

/** DRF's sentence and header: whole seconds, rounded up, the same number in both. */
export function throttled(waitMs: number, reason: string): AuthError {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000))
  const title = `Request was throttled. Expected available in ${seconds} second${seconds === 1 ? '' : 's'}.`
  return problem('throttled', { title, reason, headers: { 'Retry-After': String(seconds) } })
}

async function countOne(
  store: ThrottleStore,
  { scope, rate, subject }: Throttle,
  asked: ThrottleQuestion,
  now: number,
) {
  const whom = subject(asked)
  if (whom === undefined) return undefined
  return await store.hit(`${scope} ${rate.limit}/${rate.periodMs} ${whom}`, rate.limit, rate.periodMs, now)
}

/** A user and an address never share a counter, whatever their texts. */
function whoever({ principal, address }: ThrottleQuestion): string {
  return principal === undefined ? `address ${address}` : `user ${principal.id}`
}
