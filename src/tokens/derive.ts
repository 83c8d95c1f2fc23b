/**
 * Tokens from tokens. They carry on what the parent says about the user, in the parent's order, and take their own id
 * and times. The parent must have been read, checked for its kind, and asked about revocation before.
 */
import { accessToken } from './access.ts'
import { checkExp, idOf } from './claims.ts'
import type { TokenKind } from './define-token.ts'
import { baseClaims, type MintedToken, newStamp, refuseReserved, signClaims, type TokenStamp } from './mint.ts'
import { refreshToken } from './refresh.ts'
import { slidingToken } from './sliding.ts'
import type { Claims } from './token.ts'
import type { TokenNeeds } from './token-settings.ts'

export interface DeriveOptions {
  /** The instant that the times count from, in ms: one for both halves of a pair. The default is the clock's. */
  readonly now?: number | undefined
  /** Seconds since 1970: the end of the session, which the token does not outlive. */
  readonly notAfter?: number | undefined
  /** The session, for a parent that had none. */
  readonly sid?: string | undefined
  /** Claims that have changed since: replaced where they stand, added at the end otherwise. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined
}

/** The access token of a refresh token: its own type, times and id, then everything else of the parent. */
export function deriveAccess(needs: TokenNeeds, parent: Claims, options: DeriveOptions = {}): MintedToken {
  return deriveToken(needs, accessToken, parent, options)
}

/** A token of any kind from another one, with the first claims its own. */
export function deriveToken(
  needs: TokenNeeds,
  kind: TokenKind,
  parent: Claims,
  options: DeriveOptions = {},
): MintedToken {
  const { tokenTypeClaim, jtiClaim } = needs.settings
  const own = new Set(['exp', 'iat', 'jti', tokenTypeClaim, jtiClaim])
  const kept = Object.fromEntries(Object.entries(parent).filter(([name]) => !own.has(name)))
  const stamp = newStamp(needs, kind, options.now ?? needs.clock.now(), options.notAfter)
  return signClaims(needs, stamp, { ...baseClaims(needs.settings, kind, stamp), ...changed(needs, kept, options) })
}

/** The next refresh token: the same claims in the same places, a new id and new times. */
export function rotate(needs: TokenNeeds, parent: Claims, options: DeriveOptions = {}): MintedToken {
  return restamp(
    needs,
    parent,
    newStamp(needs, refreshToken, options.now ?? needs.clock.now(), options.notAfter),
    options,
  )
}

/** The same token once more: the parent's claims with an id and times that a session remembers. */
export function resign(needs: TokenNeeds, parent: Claims, stamp: TokenStamp, options: DeriveOptions = {}): MintedToken {
  return restamp(needs, parent, stamp, options)
}

/** A sliding token with a new `exp` and `iat`; its id and the end of its renewals stay. */
export function renewSliding(needs: TokenNeeds, parent: Claims, options: DeriveOptions = {}): MintedToken {
  checkExp(needs, parent, needs.settings.slidingTokenRefreshExpClaim)
  const { iat, exp } = newStamp(needs, slidingToken, options.now ?? needs.clock.now())
  return restamp(needs, parent, { jti: idOf(needs.settings, parent) ?? '', iat, exp }, options)
}

function restamp(needs: TokenNeeds, parent: Claims, { jti, iat, exp }: TokenStamp, options: DeriveOptions) {
  const { jtiClaim } = needs.settings
  const id = jtiClaim === null ? {} : { [jtiClaim]: jti }
  return signClaims(needs, { jti, iat, exp }, { ...changed(needs, parent, options), exp, iat, ...id })
}

function changed(needs: TokenNeeds, claims: Claims, { sid, claims: changes = {} }: DeriveOptions): Claims {
  refuseReserved(changes, needs.settings)
  return { ...claims, ...changes, ...(sid !== undefined && { sid }) }
}
