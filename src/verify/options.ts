/** What every verifier is told, and what is refused before it verifies anything. */
import { type Duration, parseDuration } from '../kernel/duration.ts'
import type { Jwks } from '../keys/jwk-members.ts'
import type { VerifyingKeyOptions, VerifyingKeyring } from '../keys/keyring.ts'
import type { Clock } from '../ports/clock.ts'
import type { Claims } from '../tokens/token.ts'
import type { ReadSettings } from '../tokens/token-settings.ts'
import type { ClaimsSchema } from './claims-schema.ts'

/** Accepts tokens of every issuer that signs with the given keys, for example those of another tenant. */
export const anyIssuer: unique symbol = Symbol('any issuer')
/** Accepts tokens that were issued for other services (confused deputy). */
export const anyAudience: unique symbol = Symbol('any audience')
/** Accepts refresh tokens and every other kind in place of an access token. */
export const anyTokenType: unique symbol = Symbol('any token type')

/** The safety options have no default. To skip a check, pass one of the symbols above, so that a search finds it. */
export interface VerifierOptions<Output = Claims> extends VerifierChecks<Output> {
  /** A JWK set, a list of keys, or a keyring. */
  readonly keys: Jwks | readonly VerifyingKeyOptions[] | VerifyingKeyring
}

/** What a token is checked against, wherever the keys come from. */
export interface VerifierChecks<Output = Claims> {
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
  /**
   * A schema of the claims (Zod, Valibot, ArkType and every other Standard Schema): a token that it refuses is not valid,
   * and `claims` of a verified token is its output. Default: the claims as they are, of type `unknown`.
   */
  readonly claims?: ClaimsSchema<Output>
  /** The accepted `typ` values of the header. Default: `['JWT', 'at+jwt']`. */
  readonly types?: readonly string[]
  /** How many verified tokens are cached. Default: 1,000. Their times are checked at every use. */
  readonly cacheEntries?: number
  readonly clock?: Clock
}

/** A verified token. `claims` is frozen: calls with the same token can share it. */
export interface VerifiedToken<Output = Claims> {
  readonly userId: string
  readonly jti: string
  /** The session, if the token has one. */
  readonly sid: string | undefined
  /** Seconds since 1970. */
  readonly exp: number
  readonly claims: Output
}

export const optionNames: readonly string[] = [
  'keys',
  'issuer',
  'audience',
  'tokenType',
  'leeway',
  'userIdClaim',
  'claims',
  'types',
  'cacheEntries',
  'clock',
] satisfies readonly (keyof VerifierOptions)[]

export const safetyOptions = ['issuer', 'audience', 'tokenType', 'leeway'] as const

/** A misspelled or forgotten safety option must not silently disable its check. */
export function refuseOptions(
  maker: string,
  options: object,
  known: readonly string[],
  required: readonly string[],
): void {
  const unknown = Object.keys(options).find(name => !known.includes(name))
  if (unknown !== undefined) throw new TypeError(`${maker}: unknown option ${JSON.stringify(unknown)}`)
  for (const name of required) {
    const value: unknown = Reflect.get(options, name)
    if (value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)) {
      throw new TypeError(`${maker}: ${name} is required`)
    }
  }
}

export function readSettings({
  issuer,
  audience,
  leeway,
}: Pick<VerifierChecks, 'issuer' | 'audience' | 'leeway'>): ReadSettings {
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
