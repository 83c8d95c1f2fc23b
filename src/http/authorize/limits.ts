/**
 * How often a row may be asked: by its own throttles, or else by the rates of the settings; and how often one address
 * may try a password. It trusts the client address that `request/client-address.ts` found.
 */
import { subscriberOf } from '../../kernel/address.ts'
import { problem } from '../../problems.ts'
import { ConfigurationError } from '../../settings/configuration-error.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Needs } from '../../system.ts'
import { parseRate } from '../../throttles/rate.ts'
import { anonRate, countRequest, type Throttle, throttled, userRate } from '../../throttles/throttle.ts'
import type { Principal } from '../../users/principal.ts'
import type { Endpoint, Method } from '../endpoints/endpoint.ts'
import type { Incoming } from '../request/message.ts'
import type { AccessRule } from './access-rule.ts'

/** Counts a request that was admitted. Throws `throttled`. */
export async function limitRequests(
  system: Needs<'settings' | 'throttles' | 'clock'>,
  rule: Pick<AccessRule, 'throttles'>,
  incoming: Incoming,
  principal: Principal | undefined,
): Promise<void> {
  const { settings } = system
  if (!settings.throttling) return
  const rules = rule.throttles ?? defaultThrottles(settings)
  if (rules.length > 0) await countRequest(system, rules, { principal, address: addressOf(incoming, settings) })
}

/**
 * Counts an attempt at an endpoint that checks a password, before its body is read. All of them share one count of an
 * address. Throws `throttled`, or `permission_denied` where the settings answer as django-ratelimit does.
 */
export async function limitLogins(
  { settings, throttles, clock }: Needs<'settings' | 'throttles' | 'clock'>,
  endpoint: Endpoint,
  method: Method,
  incoming: Incoming,
): Promise<void> {
  if (!settings.throttling || settings.loginRate === null || !isLimitedPath(endpoint, method, settings)) return
  const subscriber = subscriberOf(incoming.remoteAddress)
  if (subscriber === undefined) return
  const { limit, periodMs } = parseRate(settings.loginRate)
  const hit = await throttles.hit(`login ${subscriber}`, limit, periodMs, clock.now())
  if (hit.outcome === 'counted') return
  if (settings.loginRateExceeded === 'forbidden') throw problem('permission_denied', { reason: 'login_rate' })
  throw throttled(hit.waitMs, 'login_rate')
}

/** Throws ConfigurationError for a path that checks no password: a limit there would count nothing. */
export function requireLoginRatePaths({ loginRate, loginRatePaths }: Settings, rows: readonly Endpoint[]): void {
  if (loginRate === null) return
  const limited = rows.filter(row => Object.values(row.methods).some(method => method.checksPassword === true))
  const paths = new Set(['*', ...limited.flatMap(row => row.paths)])
  const fix = `use '*', or of these: ${[...paths].slice(1).join(', ')}`
  const unknown = loginRatePaths.filter(path => !paths.has(path))
  if (unknown.length === 0) return
  const faults = unknown.map(path => ({ setting: 'loginRatePaths', what: `'${path}' checks no password`, fix }))
  throw new ConfigurationError(faults.map(fault => ({ ...fault, source: 'the endpoints' })))
}

function isLimitedPath({ paths }: Endpoint, { checksPassword }: Method, { loginRatePaths }: Settings): boolean {
  return checksPassword === true && (loginRatePaths.includes('*') || paths.some(path => loginRatePaths.includes(path)))
}

function defaultThrottles({ anonRate: anon, userRate: user }: Settings): readonly Throttle[] {
  return [...(anon === null ? [] : [anonRate(anon)]), ...(user === null ? [] : [userRate(user)])]
}

const longestForwarded = 128

function addressOf(incoming: Incoming, { throttleAddress }: Settings): string | undefined {
  const chain = throttleAddress === 'forwarded' ? (incoming.header('x-forwarded-for') ?? '').replaceAll(/\s/g, '') : ''
  return chain === '' ? subscriberOf(incoming.remoteAddress) : chain.slice(0, longestForwarded)
}
