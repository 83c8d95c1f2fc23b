/** New tokens, with their claims in SimpleJWT's order: existing consumers compare the text. sign.ts signs them. */

import { accountIdClaim } from '../kernel/account-id-claim.ts'
import type { TokenKind } from './define-token.ts'
import type { MintedToken, TokenStamp, UnsignedToken } from './minted-token.ts'
import { signToken } from './sign.ts'
import type { Claims } from './token.ts'
import type { TokenNeeds, TokenSettings } from './token-settings.ts'

/** What a token says about its user, its session and its time. */
export interface MintOptions {
  /** Written as text, whatever its type in the database. */
  readonly userId: string | number
  /** The id of the user's row, where `userId` is a name. */
  readonly accountId?: string | number | undefined
  /** Custom claims, in their order. Reserved claims are refused. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined
  /** The session that the token belongs to. */
  readonly sid?: string | undefined
  /** How and when the user authenticated: `auth_time`, `amr`, `acr`. */
  readonly authentication?: AuthenticationMembers | undefined
  /** The instant that the times count from, in ms; the same for both tokens of a pair. Default: the clock's. */
  readonly now?: number | undefined
  /** Seconds since 1970: the end of the session, which caps the token's lifetime. */
  readonly notAfter?: number | undefined
  /** An id and times that the caller has stored. Default: new ones. */
  readonly stamp?: TokenStamp | undefined
}

/** A token of this kind for a user. Rejects with `signer_unavailable` where the setting `signer` cannot sign. */
export async function mintToken(needs: TokenNeeds, kind: TokenKind, options: MintOptions): Promise<MintedToken> {
  return await signToken(needs, draftToken(needs, kind, options))
}

/** The claims of `mintToken`. */
export function draftToken(needs: TokenNeeds, kind: TokenKind, options: MintOptions): UnsignedToken {
  const { settings } = needs
  const { userId, accountId, claims = {}, sid, authentication, now = needs.clock.now(), notAfter } = options
  refuseReserved(claims, settings)
  const { stamp = newStamp(needs, kind, now, notAfter) } = options
  return completeClaims(needs, stamp, {
    ...baseClaims(settings, kind, stamp),
    ...(kind.refreshLifetime && {
      [settings.slidingTokenRefreshExpClaim]: secondsAfter(now, kind.refreshLifetime(settings)),
    }),
    [settings.userIdClaim]: String(userId),
    ...claims,
    ...sessionClaims({ accountId, sid, authentication }),
  })
}

/** What ties a token to a row of ours, and to a session. */
export interface SessionClaims {
  readonly accountId?: string | number | undefined
  readonly sid?: string | undefined
  readonly authentication?: AuthenticationMembers | undefined
}

/** The claims that say how and when the user authenticated: see sessions/authentication-claims.ts. */
export const authenticationNames = ['auth_time', 'amr', 'acr'] as const
export type AuthenticationMembers = Readonly<Record<(typeof authenticationNames)[number], unknown>>

export function sessionClaims({ accountId, sid, authentication }: SessionClaims): Readonly<Record<string, unknown>> {
  return {
    ...(accountId !== undefined && { [accountIdClaim]: String(accountId) }),
    ...(sid !== undefined && { sid }),
    ...authentication,
  }
}

/** A new id, and the times of this kind. */
export function newStamp(
  needs: TokenNeeds,
  kind: TokenKind,
  now: number,
  notAfter = Number.POSITIVE_INFINITY,
): TokenStamp {
  return {
    jti: needs.random.uuidHex(),
    iat: secondsAfter(now, 0),
    exp: Math.min(secondsAfter(now, kind.lifetime(needs.settings)), notAfter),
  }
}

/** `token_type`, `exp`, `iat`, `jti`: the first claims of every token. */
export function baseClaims(settings: TokenSettings, kind: TokenKind, { jti, iat, exp }: TokenStamp): Claims {
  const { tokenTypeClaim, jtiClaim } = settings
  return {
    ...(tokenTypeClaim !== null && { [tokenTypeClaim]: kind.type }),
    exp,
    iat,
    ...(jtiClaim !== null && { [jtiClaim]: jti }),
  } as Claims
}

/** Adds `aud` and `iss`, in place when already present. */
export function completeClaims(
  { settings }: Pick<TokenNeeds, 'settings'>,
  { jti, iat, exp }: TokenStamp,
  given: Claims,
): UnsignedToken {
  const { audience, issuer } = settings
  const iss = typeof issuer === 'object' ? issuer[0] : issuer
  const claims: Claims = Object.freeze({
    ...given,
    ...(audience !== undefined && { aud: audience }),
    ...(iss !== undefined && { iss }),
  })
  return { claims, jti, iat, exp }
}

/** Custom claims must not set the claims that decide whether a token is valid. */
export function refuseReserved(claims: Readonly<Record<string, unknown>>, settings: TokenSettings): void {
  if (Object.keys(claims).length === 0) return
  const { tokenTypeClaim, jtiClaim, slidingTokenRefreshExpClaim, userIdClaim } = settings
  const written = ['exp', 'iat', 'jti', 'sid', 'aud', 'iss', accountIdClaim, ...authenticationNames]
  const names = [...written, tokenTypeClaim, jtiClaim, userIdClaim, slidingTokenRefreshExpClaim]
  const found = Object.keys(claims).find(name => names.includes(name))
  if (found !== undefined) throw new TypeError(`the claim ${JSON.stringify(found)} is reserved: Latchkey writes it`)
}

/** Truncated after adding, as in SimpleJWT. */
function secondsAfter(now: number, seconds: number): number {
  return Math.floor(now / 1000 + seconds)
}
