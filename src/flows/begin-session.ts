/**
 * The one place where a session begins, whatever it begins with: a password, a registration, a provider, or a refresh
 * token of another issuer. Its row is on disk before the first token of it leaves. Whether a user may have tokens at
 * all was decided before, and that nothing more has to be shown, by the gate.
 */
import { instantOf } from '../kernel/instant.ts'
import type { AuthenticationClaims } from '../sessions/authentication-claims.ts'
import type { Needs } from '../system.ts'
import type { TokenStamp } from '../tokens/minted-token.ts'
import type { PresentedToken } from '../tokens/presented-token.ts'
import type { Proven } from './pass-gate.ts'
import { absoluteEnd } from './session-limits.ts'

export interface Beginning<Tokens> {
  /** Mints the first tokens of the session. Where they cannot be signed, none begins. */
  readonly mint: (session: NewSession) => Promise<FirstTokens<Tokens>>
  /** Records last_login with the session, where the settings say so. */
  readonly isLogin?: boolean
  /** The refresh token that stands for the login: spent in the same transaction. */
  readonly adopts?: PresentedToken | undefined
}

/** What the first tokens of a session are minted for. */
export interface NewSession {
  readonly sid: string
  /** Milliseconds since 1970. */
  readonly now: number
  /** Seconds since 1970: no token of the session outlives this. */
  readonly notAfter: number | undefined
  readonly authentication: AuthenticationClaims | undefined
}

export interface FirstTokens<Tokens> {
  readonly tokens: Tokens
  /** Of the token that the session is carried on with. */
  readonly stamp: TokenStamp
  /** The latest moment, in ms, at which an access token of these can be valid. */
  readonly tokensUntil: number
}

export type SessionParts = Needs<'sessions' | 'settings' | 'clock' | 'random' | 'origin'>

/** `undefined`: the account changed since it was checked, or the adopted token was used before, so nothing began. */
export async function beginSession<Tokens>(
  system: SessionParts,
  { user, factors, authentication }: Proven,
  { mint, isLogin = false, adopts }: Beginning<Tokens>,
): Promise<Tokens | undefined> {
  const { settings } = system
  const now = system.clock.now()
  const sid = newSid(system)
  const first = await mint({ sid, now, notAfter: absoluteEnd(settings, now), authentication })
  const { tokens, stamp, tokensUntil } = first
  const outcome = await system.sessions.start({
    sid,
    userId: user.id,
    stamp,
    tokensUntil,
    now,
    origin: system.origin,
    factors,
    // An adopted token proves no password; every other way read the user's row first.
    provenBy: factors[0] === 'adopted' ? undefined : user.password,
    wasActive: user.isActive,
    maximumSessions: settings.maximumSessions,
    lastLogin: isLogin && settings.updateLastLogin ? instantOf(new Date(now)) : undefined,
    adopts,
  })
  return outcome === 'started' ? tokens : undefined
}

/** 128 random bits: session ids are not guessed, and say nothing about the user. */
export function newSid({ random }: Needs<'random'>): string {
  return Buffer.from(random.bytes(16)).toString('base64url')
}
