/**
 * What tokens derived from tokens say, still to be signed (sign.ts). They keep the parent's claims about the user, in the parent's order, and get a new id and
 * times. The caller must have read the parent, checked its kind and checked revocation.
 */
import { accessToken } from './access.ts'
import { checkExp, tokenIdOf } from './claims.ts'
import type { TokenKind } from './define-token.ts'
import { baseClaims, completeClaims, newStamp, refuseReserved, type SessionClaims, sessionClaims } from './mint.ts'
import type { TokenStamp, UnsignedToken } from './minted-token.ts'
import { refreshToken } from './refresh.ts'
import { slidingToken } from './sliding.ts'
import type { Claims } from './token.ts'
import type { TokenNeeds } from './token-settings.ts'

/** `sid` and `accountId`: for a parent without them. */
export interface DeriveOptions extends SessionClaims {
  /** The instant that the times count from, in ms; the same for both tokens of a pair. Default: the clock's. */
  readonly now?: number | undefined
  /** Seconds since 1970: the end of the session, which caps the token's lifetime. */
  readonly notAfter?: number | undefined
  /** Claims that have changed: replaced in place, or appended. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined
}

/** The access token of a refresh token: a new type, times and id, then the parent's other claims. */
export function deriveAccess(needs: TokenNeeds, parent: Claims, options: DeriveOptions = {}): UnsignedToken {
  return deriveToken(needs, accessToken, parent, options)
}

/** A token of any kind derived from another one. */
export function deriveToken(
  needs: TokenNeeds,
  kind: TokenKind,
  parent: Claims,
  options: DeriveOptions = {},
): UnsignedToken {
  const stamp = newStamp(needs, kind, options.now ?? needs.clock.now(), options.notAfter)
  const own = baseClaims(needs.settings, kind, stamp)
  // Its own come first and stay: 0.9 us less than leaving out the parent's by name.
  const claims: Record<string, unknown> = { ...own, ...changed(needs, parent, options), ...own }
  for (const name of timesAndId) if (!Object.hasOwn(own, name)) delete claims[name]
  return completeClaims(needs, stamp, claims)
}

/** Of a parent with claims of other names for them, or for its type, too. */
const timesAndId = ['exp', 'iat', 'jti'] as const

/** The next refresh token: the same claims in the same order, with a new id and new times. */
export function rotate(needs: TokenNeeds, parent: Claims, options: DeriveOptions = {}): UnsignedToken {
  return restamp(
    needs,
    parent,
    newStamp(needs, refreshToken, options.now ?? needs.clock.now(), options.notAfter),
    options,
  )
}

/** The successor again, for a forgiven refresh: the parent's claims with the id and times stored in the session. */
export function resign(
  needs: TokenNeeds,
  parent: Claims,
  stamp: TokenStamp,
  options: DeriveOptions = {},
): UnsignedToken {
  return restamp(needs, parent, stamp, options)
}

/** A sliding token with a new `exp` and `iat`; its id and `refresh_exp` stay. */
export function renewSliding(needs: TokenNeeds, parent: Claims, options: DeriveOptions = {}): UnsignedToken {
  checkExp(needs, parent, needs.settings.slidingTokenRefreshExpClaim)
  const { iat, exp } = newStamp(needs, slidingToken, options.now ?? needs.clock.now())
  return restamp(needs, parent, { jti: tokenIdOf(needs.settings, parent) ?? '', iat, exp }, options)
}

function restamp(needs: TokenNeeds, parent: Claims, { jti, iat, exp }: TokenStamp, options: DeriveOptions) {
  const { jtiClaim } = needs.settings
  const id = jtiClaim === null ? {} : { [jtiClaim]: jti }
  return completeClaims(needs, { jti, iat, exp }, { ...changed(needs, parent, options), exp, iat, ...id })
}

function changed(needs: TokenNeeds, claims: Claims, options: DeriveOptions): Claims {
  const { claims: changes = {} } = options
  refuseReserved(changes, needs.settings)
  return { ...claims, ...changes, ...sessionClaims(options) }
}
