/**
 * `latchkey/verify`: verifies tokens in services that do not issue them. `createVerifier` is synchronous, with
 * `node:crypto` only: no network, no database, no files. `createRemoteVerifier` fetches the published keys, and nothing else.
 *
 * It checks the signature, the times, the issuer, the audience and the type. It does NOT check whether the token was
 * revoked, whether its session ended, or whether its user is still active: only the issuer knows. If the lifetime of an
 * access token is too long for that, also ask the issuer.
 */

import { type Duration, parseDuration } from './kernel/duration.ts'
import type { Fetch } from './kernel/platform-fetch.ts'
import type { AlgorithmName } from './keys/algorithms.ts'
import { KeyringError } from './keys/faults.ts'
import type { Jwk, Jwks } from './keys/jwk.ts'
import { keyringFromJwks } from './keys/jwks.ts'
import type { KeyMaterial } from './keys/key.ts'
import type { KeyObjectLike } from './keys/key-object.ts'
import { createVerifyingKeyring, type VerifyingKeyOptions, type VerifyingKeyring } from './keys/keyring.ts'
import { createRemoteJwks } from './keys/remote-jwks.ts'
import type { Clock } from './ports/clock.ts'
import { systemClock } from './ports/defaults/clock.ts'
import { systemTimer } from './ports/defaults/timer.ts'
import type { AuthEvent } from './ports/events.ts'
import { AuthError } from './problems.ts'
import { type Claims, checkKind } from './tokens/claims.ts'
import { defineToken } from './tokens/define-token.ts'
import { type TokenFault, tokenFault } from './tokens/token-fault.ts'
import { namedKey } from './tokens/token-reader.ts'
import { untypedToken } from './tokens/untyped.ts'
import { createVerifiedCache } from './tokens/verified-cache.ts'

export type {
  AlgorithmName,
  AuthEvent,
  Claims,
  Clock,
  Jwk,
  Jwks,
  KeyMaterial,
  KeyObjectLike,
  TokenFault,
  VerifyingKeyOptions,
  VerifyingKeyring,
}
export { AuthError, createVerifyingKeyring, KeyringError, keyringFromJwks }

/** Accepts tokens of every issuer that signs with the given keys, for example those of another tenant. */
export const anyIssuer: unique symbol = Symbol('any issuer')
/** Accepts tokens that were issued for other services (confused deputy). */
export const anyAudience: unique symbol = Symbol('any audience')
/** Accepts refresh tokens and every other kind in place of an access token. */
export const anyTokenType: unique symbol = Symbol('any token type')

/** The safety options have no default. To skip a check, pass one of the symbols above, so that a search finds it. */
export interface VerifierOptions {
  /** A JWK set, a list of keys, or a keyring. */
  readonly keys: Jwks | readonly VerifyingKeyOptions[] | VerifyingKeyring
  /** The token's `iss` must be one of these. */
  readonly issuer: string | readonly string[] | typeof anyIssuer
  /** The token's `aud` must contain one of these. */
  readonly audience: string | readonly string[] | typeof anyAudience
  /** The required `token_type`, nearly always `'access'`. */
  readonly tokenType: string | typeof anyTokenType
  /** Tolerated clock skew between issuer and service. */
  readonly leeway: Duration
  /** The claim with the user's id. Default: `user_id`. */
  readonly userIdClaim?: string
  /** The accepted `typ` values of the header. Default: `['JWT', 'at+jwt']`. */
  readonly types?: readonly string[]
  /** How many verified tokens are cached. Default: 1,000. Their times are checked at every use. */
  readonly cacheEntries?: number
  readonly clock?: Clock
}

/** A verified token. `claims` is frozen: calls with the same token can share it. */
export interface VerifiedToken {
  readonly userId: string
  readonly jti: string
  /** The session, if the token has one. */
  readonly sid: string | undefined
  /** Seconds since 1970. */
  readonly exp: number
  readonly claims: Claims
}

const optionNames: readonly string[] = [
  'keys',
  'issuer',
  'audience',
  'tokenType',
  'leeway',
  'userIdClaim',
  'types',
  'cacheEntries',
  'clock',
] satisfies readonly (keyof VerifierOptions)[]

/**
 * ```ts
 * const verify = createVerifier({
 *   keys: JSON.parse(readFileSync('jwks.json', 'utf8')),
 *   issuer: 'https://auth.example.com', audience: 'orders', tokenType: 'access', leeway: '5s',
 * })
 * const { userId } = verify(token)   // throws AuthError: 401, with SimpleJWT's body
 * ```
 */
export function createVerifier(options: VerifierOptions): (token: string) => VerifiedToken {
  refuseOptions('createVerifier', options, optionNames, ['keys', ...safetyOptions])
  return createCheck(options, ringOf(options.keys))
}

/** The same, for keys that the issuer publishes (`/.well-known/jwks.json`). */
export interface RemoteVerifierOptions extends Omit<VerifierOptions, 'keys'> {
  /** Where the issuer publishes its keys: HTTPS, or this machine. */
  readonly jwksUrl: string
  /** The algorithm that the issuer signs with; keys for others are skipped. The publisher does not choose it. */
  readonly algorithm: AlgorithmName
  readonly fetch?: Fetch
  /** Hears of a publisher that fails (`keys.unavailable`), and of keys that cannot be used (`keys.skipped`). */
  readonly onEvent?: (event: AuthEvent) => void
}

const remoteOptionNames: readonly string[] = [
  ...optionNames.filter(name => name !== 'keys'),
  ...(['jwksUrl', 'algorithm', 'fetch', 'onEvent'] satisfies readonly (keyof RemoteVerifierOptions)[]),
]

/**
 * ```ts
 * const verify = createRemoteVerifier({
 *   jwksUrl: 'https://auth.example.com/.well-known/jwks.json', algorithm: 'ES256',
 *   issuer: 'https://auth.example.com', audience: 'orders', tokenType: 'access', leeway: '5s',
 * })
 * const { userId } = await verify(token)   // AuthError: 401, or 503 `keys_unavailable` while there are no keys
 * ```
 *
 * First callers share one fetch. Later the keys are renewed behind the scenes: a publisher that hangs delays no token
 * whose key is known. A token without a `kid` is refused.
 */
export function createRemoteVerifier(options: RemoteVerifierOptions): (token: string) => Promise<VerifiedToken> {
  refuseOptions('createRemoteVerifier', options, remoteOptionNames, ['jwksUrl', 'algorithm', ...safetyOptions])
  const { jwksUrl: url, algorithm, clock = systemClock, fetch = globalThis.fetch, onEvent } = options
  if (!secureUrl.test(url)) throw new TypeError('createRemoteVerifier: jwksUrl is not HTTPS, and not of this machine')
  if (algorithm.startsWith('HS')) throw new TypeError('createRemoteVerifier: an HS algorithm has no public keys')
  const events = onEvent && { emit: onEvent }
  const published = createRemoteJwks({ url, algorithm, fetch, now: clock.now, timer: systemTimer, events })
  const check = createCheck(options, published)
  return async token => {
    if (typeof token === 'string') await published.prepare(namedKey(token))
    return check(token)
  }
}

const secureUrl = /^https:\/\/[^\s#@]+$|^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/[^\s#@]*)?$/

function createCheck(options: Omit<VerifierOptions, 'keys'>, keyring: VerifyingKeyring) {
  const { tokenType, userIdClaim = 'user_id', types, cacheEntries = 1000, clock = systemClock } = options
  const settings = readSettings(options)
  const needs = { keyring, settings, clock }
  const cache = createVerifiedCache(needs, { types, maximumEntries: cacheEntries })
  const kind =
    tokenType === anyTokenType ? untypedToken : defineToken({ name: 'VerifiedToken', type: tokenType, lifetime: 0 })
  return (token: string): VerifiedToken => {
    const claims = checkKind(needs, cache.read(token), kind)
    const { jti, sid, exp } = claims
    return { userId: userIdOf(claims, userIdClaim), jti, sid, exp, claims }
  }
}

function readSettings({ issuer, audience, leeway }: Omit<VerifierOptions, 'keys'>) {
  const seconds = parseDuration(leeway)
  if (seconds === undefined) throw new TypeError('createVerifier: leeway is not a duration')
  return {
    issuer: issuer === anyIssuer ? undefined : issuer,
    audience: audience === anyAudience ? undefined : audience,
    leeway: seconds,
    tokenTypeClaim: 'token_type',
    jtiClaim: 'jti',
  }
}

const safetyOptions = ['issuer', 'audience', 'tokenType', 'leeway'] as const

/** A misspelled or forgotten safety option must not silently disable its check. */
function refuseOptions(maker: string, options: object, known: readonly string[], required: readonly string[]): void {
  const unknown = Object.keys(options).find(name => !known.includes(name))
  if (unknown !== undefined) throw new TypeError(`${maker}: unknown option ${JSON.stringify(unknown)}`)
  for (const name of required) {
    const value: unknown = Reflect.get(options, name)
    if (value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)) {
      throw new TypeError(`${maker}: ${name} is required`)
    }
  }
}

function ringOf(keys: VerifierOptions['keys']): VerifyingKeyring {
  if (isList(keys)) return createVerifyingKeyring(keys)
  return 'find' in keys ? keys : keyringFromJwks(keys)
}

/** `Array.isArray` does not narrow readonly lists. */
function isList(keys: VerifierOptions['keys']): keys is readonly VerifyingKeyOptions[] {
  return Array.isArray(keys)
}

/** A string, or the integer that SimpleJWT wrote before 5.5. */
function userIdOf(claims: Claims, claim: string): string {
  if (!Object.hasOwn(claims, claim)) {
    throw tokenFault('missing_user_id', 'Token contained no recognizable user identification')
  }
  const id = claims[claim]
  if (typeof id === 'string' && id !== '') return id
  if (Number.isSafeInteger(id)) return String(id)
  throw tokenFault('bad_user_id')
}
