/**
 * Validates the claims of a token, with SimpleJWT's order and messages. Nothing is coerced: a time is a finite JSON
 * number, an id a non-empty string. Two halves, because the revocation check comes between them: `validateClaims`
 * (times, issuer, audience), after the signature and `checkKind` (exp, id and the right type). Neither checks whether the token
 * was revoked or whether its user still exists.
 */
import type { Clock } from '../ports/clock.ts'
import type { TokenKind } from './define-token.ts'
import type { Claims, OpenToken } from './token.ts'
import { tokenFault } from './token-fault.ts'
import type { ReadNeeds, ReadSettings } from './token-settings.ts'

export type { Claims, OpenToken } from './token.ts'

/** The end of Python's year 9999: neither SimpleJWT nor a database can represent a later date. */
const lastInstant = 253_402_300_799

/** The second half of `readToken` (read-token.ts), for claims whose signature has been verified. */
export function validateClaims(claims: Claims, settings: ReadSettings, clock: Clock): void {
  const now = clock.now() / 1000
  // RFC 7519 section 4.1.6 makes nothing depend on `iat`: a clock that was set back must sign no one out.
  const tolerance = Math.max(settings.leeway, settings.issuedAtTolerance ?? Number.POSITIVE_INFINITY)
  if (timeOf(claims, 'iat', now) > now + tolerance) throw tokenFault('issued_in_future')
  if (timeOf(claims, 'nbf', now) > now + settings.leeway) throw tokenFault('not_yet_valid')
  // A token is expired at `exp` itself (RFC 7519 section 4.1.4).
  if (timeOf(claims, 'exp', lastInstant) <= now - settings.leeway) throw tokenFault('expired', 'Token is expired')
  checkIssuer(claims, settings.issuer)
  checkAudience(claims, settings.audience)
  if (Object.hasOwn(claims, 'sub') && typeof claims.sub !== 'string') throw tokenFault('bad_subject')
  checkId(claims, 'jti')
  checkId(claims, 'sid')
  if (settings.jtiClaim !== null && settings.jtiClaim !== 'jti') checkId(claims, settings.jtiClaim)
}

/** Requires `exp`, an id, and the type of `kind`. */
export function checkKind<K extends TokenKind>(
  needs: Pick<ReadNeeds, 'settings' | 'clock'>,
  claims: Claims,
  kind: K,
): OpenToken<K> {
  const { jtiClaim, tokenTypeClaim } = needs.settings
  checkExp(needs, claims, 'exp')
  if (jtiClaim !== null && !Object.hasOwn(claims, jtiClaim)) throw tokenFault('missing_id', 'Token has no id')
  if (tokenTypeClaim !== null && kind.checksType) {
    if (!Object.hasOwn(claims, tokenTypeClaim)) throw tokenFault('missing_type', 'Token has no type')
    if (claims[tokenTypeClaim] !== kind.type) throw tokenFault('wrong_type', 'Token has wrong type')
  }
  return claims as OpenToken<K>
}

/**
 * The token's id, read from the claim that the settings name: the only place that does. Without a claim for it (`null`)
 * tokens have no id, so none can be found to be spent or revoked.
 */
export function tokenIdOf(settings: Pick<ReadSettings, 'jtiClaim'>, claims: Claims): string | undefined {
  const id =
    settings.jtiClaim !== null && Object.hasOwn(claims, settings.jtiClaim) ? claims[settings.jtiClaim] : undefined
  return typeof id === 'string' ? id : undefined
}

/** Requires the claim to be present and in the future. */
export function checkExp(needs: Pick<ReadNeeds, 'settings' | 'clock'>, claims: Claims, claim: string): void {
  if (!Object.hasOwn(claims, claim)) throw tokenFault('missing_time', `Token has no '${claim}' claim`)
  if (timeOf(claims, claim, 0) <= needs.clock.now() / 1000 - needs.settings.leeway) {
    throw tokenFault('expired', `Token '${claim}' claim has expired`)
  }
}

/** The time, truncated to seconds, or `absent`. */
function timeOf(claims: Claims, claim: string, absent: number): number {
  if (!Object.hasOwn(claims, claim)) return absent
  const time = claims[claim]
  if (typeof time !== 'number' || !(Math.abs(time) <= lastInstant)) throw tokenFault('bad_time')
  return Math.trunc(time)
}

/** Compared for equality: a substring of an issuer is another issuer (CVE-2024-53861). */
function checkIssuer(claims: Claims, wanted: string | readonly string[] | undefined): void {
  if (wanted === undefined) return
  const { iss } = claims
  if (typeof iss !== 'string' || !listOf(wanted).includes(iss)) throw tokenFault('wrong_issuer')
}

function checkAudience(claims: Claims, wanted: string | readonly string[] | undefined): void {
  if (wanted === undefined) return
  const { aud } = claims
  const seen: readonly unknown[] = Array.isArray(aud) ? aud : [aud]
  if (!seen.every(each => typeof each === 'string')) throw tokenFault('wrong_audience')
  if (!listOf(wanted).some(each => seen.includes(each))) throw tokenFault('wrong_audience')
}

/** Denylists are keyed by it, so it must be a non-empty string. */
function checkId(claims: Claims, claim: string): void {
  if (!Object.hasOwn(claims, claim)) return
  const id = claims[claim]
  if (typeof id !== 'string' || id === '') throw tokenFault('bad_id')
}

function listOf(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value
}
