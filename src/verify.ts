/**
 * The door `latchkey/verify`: for the other services, which receive tokens and issue none. Synchronous, and nothing
 * but `node:crypto`: no network, no database, no files.
 *
 * It checks the signature, the times, the issuer, the audience and the type. It does NOT check whether the token was
 * revoked, whether its session ended, or whether its user is still active: that needs the issuer. A service for which
 * the lifetime of an access token is too long to wait asks the issuer as well.
 */

import { type Duration, parseDuration } from './kernel/duration.ts'
import type { AlgorithmName } from './keys/algorithms.ts'
import { KeyringError } from './keys/faults.ts'
import type { Jwk, Jwks } from './keys/jwk.ts'
import { keyringFromJwks } from './keys/jwks.ts'
import type { KeyMaterial } from './keys/key.ts'
import { createVerifyingKeyring, type VerifyingKeyOptions, type VerifyingKeyring } from './keys/keyring.ts'
import type { Clock } from './ports/clock.ts'
import { systemClock } from './ports/defaults/clock.ts'
import { AuthError } from './problems.ts'
import { type Claims, checkKind } from './tokens/claims.ts'
import { defineToken } from './tokens/define-token.ts'
import { type TokenFault, tokenFault } from './tokens/token-fault.ts'
import { untypedToken } from './tokens/untyped.ts'
import { createVerifiedCache } from './tokens/verified-cache.ts'

export type { AlgorithmName, Claims, Clock, Jwk, Jwks, KeyMaterial, TokenFault, VerifyingKeyOptions, VerifyingKeyring }
export { AuthError, createVerifyingKeyring, KeyringError, keyringFromJwks }

/** Accepts tokens of every issuer that has the key. Tokens that were issued for somebody else are among them. */
export const anyIssuer: unique symbol = Symbol('any issuer')
/** Accepts tokens that were made for other services. */
export const anyAudience: unique symbol = Symbol('any audience')
/** Accepts refresh tokens and every other kind where an access token is wanted. */
export const anyTokenType: unique symbol = Symbol('any token type')

/** Each of them is a decision. None has a default; the three symbols above say "I do not care" where one can find it. */
export interface VerifierOptions {
  /** A published set, a list of keys, or a ring. */
  readonly keys: Jwks | readonly VerifyingKeyOptions[] | VerifyingKeyring
  /** One of these is the token's `iss`. */
  readonly issuer: string | readonly string[] | typeof anyIssuer
  /** One of these is among the token's `aud`. */
  readonly audience: string | readonly string[] | typeof anyAudience
  /** The token's `token_type`: `'access'` nearly always. */
  readonly tokenType: string | typeof anyTokenType
  /** How far the clocks of issuer and service may be apart. */
  readonly leeway: Duration
  /** The claim that names the user; `user_id` unless given. */
  readonly userIdClaim?: string
  /** The `typ` values that the header may have; `['JWT']` unless given. */
  readonly types?: readonly string[]
  /** How many verified tokens are remembered; 1,000 unless given. They are judged for time at each use. */
  readonly cacheEntries?: number
  readonly clock?: Clock
}

/** What a good token says. `claims` is frozen and shared by all who verify the same token. */
export interface VerifiedToken {
  readonly userId: string
  readonly jti: string
  /** The session, when the issuer writes it. */
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
  refuseUnknownOptions(options)
  const { tokenType, userIdClaim = 'user_id', types, cacheEntries = 1000, clock = systemClock } = options
  const settings = readSettings(options)
  const needs = { keyring: ringOf(options.keys), settings, clock }
  const cache = createVerifiedCache(needs, { types, maximumEntries: cacheEntries })
  const kind =
    tokenType === anyTokenType ? untypedToken : defineToken({ name: 'VerifiedToken', type: tokenType, lifetime: 0 })
  return token => {
    const claims = checkKind(needs, cache.read(token), kind)
    const { jti, sid, exp } = claims
    return { userId: userIdOf(claims, userIdClaim), jti, sid, exp, claims }
  }
}

function readSettings({ issuer, audience, leeway }: VerifierOptions) {
  const seconds = parseDuration(leeway)
  if (seconds === undefined) throw new TypeError('createVerifier: leeway is no duration')
  return {
    issuer: issuer === anyIssuer ? undefined : issuer,
    audience: audience === anyAudience ? undefined : audience,
    leeway: seconds,
    tokenTypeClaim: 'token_type',
    jtiClaim: 'jti',
  }
}

/** A misspelt safety option that is silently ignored is an open door; so is one that was forgotten. */
function refuseUnknownOptions(options: VerifierOptions): void {
  const unknown = Object.keys(options).find(name => !optionNames.includes(name))
  if (unknown !== undefined) throw new TypeError(`createVerifier: there is no option ${JSON.stringify(unknown)}`)
  for (const name of ['keys', 'issuer', 'audience', 'tokenType', 'leeway'] as const) {
    const value = options[name]
    if (value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)) {
      throw new TypeError(`createVerifier: ${name} must be given`)
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

/** Text, or the whole number that SimpleJWT before 5.5 wrote. */
function userIdOf(claims: Claims, claim: string): string {
  if (!Object.hasOwn(claims, claim)) {
    throw tokenFault('missing_user_id', 'Token contained no recognizable user identification')
  }
  const id = claims[claim]
  if (typeof id === 'string' && id !== '') return id
  if (Number.isSafeInteger(id)) return String(id)
  throw tokenFault('bad_user_id')
}
