/**
 * Throttles as data in a row of the endpoint table: which requests count together, and how many are allowed in which
 * time. DRF's three classes are here; a custom throttle is an object of the same shape.
 */
import type { Clock } from '../ports/clock.ts'
import { type AuthError, problem } from '../problems.ts'
import type { Principal } from '../users/principal.ts'
import { parseRate, type Rate } from './rate.ts'
import type { ThrottleStore } from './store.ts'

/** What a throttle is asked about a request. */
export interface ThrottleQuestion {
  /** `undefined` for an anonymous request. */
  readonly principal: Principal | undefined
  /** The client's address; `undefined` where the platform does not know it. */
  readonly address: string | undefined
}

/** A limit of requests: its rate, and what it counts by. DRF's are `anonRate`, `userRate` and `scopedRate`. */
export interface Throttle {
  /** Endpoints whose throttles have the same scope and rate count together. */
  readonly scope: string
  /** Absent: that of the scope in `throttleRates`, which the row or guard takes when it is made. */
  readonly rate?: Rate
  /** The key under which requests count together; `undefined`: this request does not count. */
  readonly subject: (question: ThrottleQuestion) => string | undefined
}

/** AnonRateThrottle: counts anonymous requests by address, and authenticated ones not at all. */
export function anonRate(rate: string, scope = 'anon'): Throttle {
  return { scope, rate: parseRate(rate), subject: asked => (asked.principal === undefined ? asked.address : undefined) }
}

/** UserRateThrottle: counts users by id over all addresses, and anonymous requests by address. */
export function userRate(rate: string, scope = 'user'): Throttle {
  return { scope, rate: parseRate(rate), subject: userOrAddress }
}

/** ScopedRateThrottle: endpoints with the same scope share its rate, which `throttleRates` has unless it is given. */
export function scopedRate(scope: string, rate?: string): Throttle {
  return { scope, ...(rate === undefined ? {} : { rate: parseRate(rate) }), subject: userOrAddress }
}

/** Throws `throttled` with the longest wait. All throttles are checked, and each that allows has counted, as in DRF. */
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

/** DRF's message and Retry-After: whole seconds, rounded up, the same number in both. */
export function throttled(waitMs: number, reason: string): AuthError {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000))
  const title = `Request was throttled. Expected available in ${seconds} second${seconds === 1 ? '' : 's'}.`
  return problem('throttled', { title, reason, headers: { 'Retry-After': String(seconds) } })
}

async function countOne(
  store: ThrottleStore,
  { scope, rate, subject }: Throttle,
  question: ThrottleQuestion,
  now: number,
) {
  if (rate === undefined) throw new TypeError(`the throttle ${scope} has no rate`)
  const key = subject(question)
  if (key === undefined) return undefined
  return await store.hit(`${scope} ${rate.limit}/${rate.periodMs} ${key}`, rate.limit, rate.periodMs, now)
}

/** The prefix keeps a user and an address from sharing a counter. */
function userOrAddress({ principal, address }: ThrottleQuestion): string | undefined {
  if (principal !== undefined) return `user ${principal.id}`
  return address === undefined ? undefined : `address ${address}`
}
