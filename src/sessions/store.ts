/** Where sessions, spent tokens and revocations are kept. Every verb is one transaction with named outcomes. */

import type { Instant } from '../kernel/instant.ts'
import type { Origin } from '../kernel/origin.ts'
import type { Secret } from '../kernel/secret.ts'
import type { UserId } from '../kernel/user-id.ts'
import type { PresentedToken } from '../tokens/presented-token.ts'
import type { Factor } from './factor.ts'
import type { Revocation } from './revocation.ts'
import type { RotationOutcome } from './rotation.ts'
import type { EndReason, Session, TokenStamp } from './session.ts'

export interface SessionStart {
  readonly sid: string
  readonly userId: UserId
  readonly stamp: TokenStamp
  /** The latest moment, in ms, at which an access token of this session can be valid. */
  readonly tokensUntil: number
  readonly now: number
  readonly origin: Origin
  readonly factors: readonly Factor[]
  /**
   * The hash that the login was checked against. When the password changed since, the session does not start: a
   * login that races with a password change must not survive it.
   */
  readonly provenBy?: Secret | undefined
  /** Whether the account was active when that was judged: a login must not survive a deactivation that it raced with. */
  readonly wasActive?: boolean | undefined
  /** Recorded as last_login in the same transaction. */
  readonly lastLogin?: Instant | undefined
  /** How many sessions a user may have: the oldest beyond that end with this start. */
  readonly maximumSessions?: number | undefined
  /** A foreign refresh token that starts this session: spent in the same transaction, once. */
  readonly adopts?: PresentedToken | undefined
}

/** Who decides whether a refresh token may be used: see SESSIONS in docs. */
export type RefreshAuthority = 'session' | 'jti' | 'none'

export interface RotationAttempt {
  readonly sid: string
  readonly presented: PresentedToken
  readonly next: TokenStamp
  readonly tokensUntil: number
  readonly now: number
  /** Milliseconds for which the immediate parent is forgiven. */
  readonly grace: number
  readonly authority: RefreshAuthority
  readonly replayEndsSession: boolean
  readonly origin: Origin
}

/** One session ends because its refresh token is handed in. */
export interface LogoutAttempt {
  readonly sid: string
  readonly jti: string
  readonly now: number
  readonly grace: number
  /** Older tokens of the session are good too: `blacklistAfterRotation: false`. */
  readonly acceptsOlder: boolean
  readonly origin?: Origin | undefined
}

/** What the store knows of a refresh token that is not rotated now. */
export type TokenStatus = 'live' | 'spent' | 'gone'

/** Rows deleted. */
export interface Flushed {
  readonly sessions: number
  readonly spentTokens: number
  readonly revocations: number
}

export interface SessionStore {
  /** `superseded`: the password or the active flag changed since it was checked. `spent`: the adopted token was used before. */
  start(start: SessionStart): Promise<'started' | 'superseded' | 'spent'>
  rotate(attempt: RotationAttempt): Promise<RotationOutcome>
  /**
   * Judges a token without changing anything: not spent, and its session lives. Does NOT compare it with the session's
   * current token: a replay must reach `rotate`, which ends the session.
   */
  tokenStatus(sid: string | undefined, userId: UserId | undefined, presented: PresentedToken): Promise<TokenStatus>
  /** `ended`: by this call. `reused`: an old token; the session is ended as a replay. `gone`: nothing to end. */
  logout(attempt: LogoutAttempt): Promise<'ended' | 'reused' | 'gone'>
  /** Ends one session whatever its token; `false` when it had ended already. */
  end(sid: string, reason: EndReason, now: number, origin?: Origin): Promise<boolean>
  /** Ends every session of a user but the spared one, and refuses the user's tokens without a session. */
  endAll(userId: UserId, reason: EndReason, now: number, exceptSid?: string, origin?: Origin): Promise<number>
  /** Inserts a jti as spent; `already` when somebody did before. The insert is the check. */
  spend(token: PresentedToken): Promise<'spent' | 'already'>
  /** Revokes one access token by its jti. */
  revokeJti(jti: string, expiresAt: number, now: number): Promise<void>
  /** Revocations with a sequence number above `sequence`, in order. */
  revokedSince(sequence: number): Promise<readonly Revocation[]>
  /** Deletes what had expired by then (ms), a batch a transaction, and says how much it was. */
  flushExpired(before: number): Promise<Flushed>
  find(sid: string): Promise<Session | undefined>
  /** The sessions of a user that can still be refreshed, the last used first; a thousand at most. */
  listLive(userId: UserId, now: number): Promise<readonly Session[]>
}
