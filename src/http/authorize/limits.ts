/**
 * How often a row may be asked: by its own throttles, or else by the rates of the settings; and how often one address
 * may try a password or register. It trusts the client address that `request/client-address.ts` found.
 */
import { subscriberOf } from '../../kernel/address.ts'
import { problem } from '../../problems.ts'
import { ConfigurationError } from '../../settings/configuration-error.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Needs } from '../../system.ts'
import { parseRate } from '../../throttles/rate.ts'
import type { Hit } from '../../throttles/store.ts'
import { anonRate, countRequest, type Throttle, throttled, userRate } from '../../throttles/throttle.ts'
import type { Principal } from '../../users/principal.ts'
import { countsAsLogin, type Endpoint, type Method } from '../endpoints/endpoint.ts'
import type { Incoming } from '../request/message.ts'
import type { AccessRule } from './access-rule.ts'

/** Counts a request that was admitted. Throws `throttled`. */
export async function limitRequests(
  system: Needs<'settings' | 'throttles' | 'clock'>,
  throttles: readonly Throttle[],
  incoming: Incoming,
  principal: Principal | undefined,
): Promise<void> {
  await countRequest(system, throttles, { principal, address: addressOf(incoming, system.settings) })
}

/** What counts the requests to a row: its own throttles, or those of the settings. */
export function throttlesOf({ throttles }: Pick<AccessRule, 'throttles'>, settings: Settings): readonly Throttle[] {
  return settings.throttling ? (throttles ?? defaultThrottles(settings)) : []
}

/** Counts a change that users make to their own data: each leaves a row in the audit table (CWE-770). Throws `throttled`. */
export async function limitChanges(
  { settings, throttles, clock }: Needs<'settings' | 'throttles' | 'clock'>,
  { countsAsChange }: Method,
  principal: Principal | undefined,
): Promise<void> {
  const { throttling, accountChangeRate } = settings
  if (countsAsChange === undefined || principal === undefined || !throttling || accountChangeRate === null) return
  const { limit, periodMs } = parseRate(accountChangeRate)
  const hit = await throttles.hit(`change ${principal.id}`, limit, periodMs, clock.now())
  if (hit.outcome === 'refused') throw throttled(hit.waitMs, 'change_rate')
}

/**
 * Counts a request to a method that hashes a password, before its body is read: hashing is what costs a server most.
 * All logins share one count of an address, all registrations another. Throws `throttled`, or `permission_denied` where
 * the settings answer as django-ratelimit does.
 */
export async function limitPasswords(
  system: Needs<'settings' | 'throttles' | 'clock'>,
  endpoint: Endpoint,
  method: Method,
  incoming: Incoming,
): Promise<void> {
  const { loginRate, loginRateExceeded, registrationRate } = system.settings
  if (method.hashesPassword === 'registration') {
    const hit = await countAddress(system, 'registration', registrationRate, incoming)
    if (hit.outcome === 'refused') throw throttled(hit.waitMs, 'registration_rate')
  }
  if (!isLimitedPath(endpoint, method, system.settings)) return
  const hit = await countAddress(system, 'login', loginRate, incoming)
  if (hit.outcome === 'counted') return
  if (loginRateExceeded === 'forbidden') throw problem('permission_denied', { reason: 'login_rate' })
  throw throttled(hit.waitMs, 'login_rate')
}

async function countAddress(
  { settings, throttles, clock }: Needs<'settings' | 'throttles' | 'clock'>,
  scope: 'login' | 'registration',
  rate: string | null,
  incoming: Incoming,
): Promise<Hit> {
  const subscriber = subscriberOf(incoming.remoteAddress)
  if (!settings.throttling || rate === null || subscriber === undefined) return { outcome: 'counted' }
  const { limit, periodMs } = parseRate(rate)
  return await throttles.hit(`${scope} ${subscriber}`, limit, periodMs, clock.now())
}

/**
 * Throws ConfigurationError for a path that checks no password: a limit there would count nothing. `builtIn`: the rows
 * before they were moved or switched off, as the limit follows a row that was moved.
 */
export function requireLoginRatePaths(
  { loginRate, loginRatePaths }: Settings,
  rows: readonly Endpoint[],
  builtIn: readonly Endpoint[] = [],
): void {
  if (loginRate === null) return
  const pathsOf = (of: readonly Endpoint[]) =>
    of.filter(row => Object.values(row.methods).some(countsAsLogin)).flatMap(row => row.paths)
  const paths = new Set(['*', ...pathsOf(rows)])
  const known = new Set([...paths, ...pathsOf(builtIn)])
  const fix = `use '*', or of these: ${[...paths].slice(1).join(', ')}`
  const unknown = loginRatePaths.filter(path => !known.has(path))
  if (unknown.length === 0) return
  const faults = unknown.map(path => ({ setting: 'loginRatePaths', what: `'${path}' checks no password`, fix }))
  throw new ConfigurationError(faults.map(fault => ({ ...fault, source: 'the endpoints' })))
}

function isLimitedPath({ paths, movedFrom = [] }: Endpoint, method: Method, { loginRatePaths }: Settings): boolean {
  const isListed = [...paths, ...movedFrom].some(path => loginRatePaths.includes(path))
  return countsAsLogin(method) && (isListed || loginRatePaths.includes('*'))
}

function defaultThrottles({ anonRate: anon, userRate: user }: Settings): readonly Throttle[] {
  return [...(anon === null ? [] : [anonRate(anon)]), ...(user === null ? [] : [userRate(user)])]
}

const longestForwarded = 128

function addressOf(incoming: Incoming, { throttleAddress }: Settings): string | undefined {
  const chain = throttleAddress === 'forwarded' ? (incoming.header('x-forwarded-for') ?? '').replaceAll(/\s/g, '') : ''
  return chain === '' ? subscriberOf(incoming.remoteAddress) : chain.slice(0, longestForwarded)
}
