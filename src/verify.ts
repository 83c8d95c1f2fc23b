/**
 * `latchkey/verify`: verifies tokens in services that do not issue them. Synchronous, with `node:crypto` only: no
 * network, no database, no files.
 *
 * It checks the signature, the times, the issuer, the audience and the type. It does NOT check whether the token was
 * revoked, whether its session ended, or whether its user is still active: only the issuer knows. If the lifetime of an
 * access token is too long for that, also ask the issuer.
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
  /** The accepted `typ` values of the header. Default: `['JWT']`. */
  readonly types?: readonly string[]
  /** How many verified tokens are cached. Default: 1,000. Their times are checked at every use. */
  readonly cacheEntries?: number
  readonly clock?: Clock
}

/** A verified token. `claims` is frozen and shared between calls with the same token. */
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
  if (seconds === undefined) throw new TypeError('createVerifier: leeway is not a duration')
  return {
    issuer: issuer === anyIssuer ? undefined : issuer,
    audience: audience === anyAudience ? undefined : audience,
    leeway: seconds,
    tokenTypeClaim: 'token_type',
    jtiClaim: 'jti',
  }
}

/** A misspelled or forgotten safety option must not silently disable its check. */
function refuseUnknownOptions(options: VerifierOptions): void {
  const unknown = Object.keys(options).find(name => !optionNames.includes(name))
  if (unknown !== undefined) throw new TypeError(`createVerifier: unknown option ${JSON.stringify(unknown)}`)
  for (const name of ['keys', 'issuer', 'audience', 'tokenType', 'leeway'] as const) {
    const value = options[name]
    if (value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)) {
      throw new TypeError(`createVerifier: ${name} is required`)
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
