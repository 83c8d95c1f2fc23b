/** Stores sessions, spent tokens and revocations. Every method is one transaction with named outcomes. */

import type { Instant } from '../kernel/instant.ts'
import type { Origin } from '../kernel/origin.ts'
import type { Secret } from '../kernel/secret.ts'
import type { UserId } from '../kernel/user-id.ts'
import type { PresentedToken } from '../tokens/presented-token.ts'
import type { User } from '../users/user.ts'
import type { Factor } from './factor.ts'
import type { Revocation, RevocationCursor, RevocationPage } from './revocation.ts'
import type { RotationOutcome } from './rotation.ts'
import type { EndReason, Session, TokenStamp } from './session.ts'
import type { SessionPage, SessionQuery } from './session-list.ts'

export interface SessionStart {
  readonly sid: string
  readonly userId: UserId
  readonly stamp: TokenStamp
  /** The latest time, in ms, at which an access token of this session can be valid. */
  readonly tokensUntil: number
  readonly now: number
  readonly origin: Origin
  readonly factors: readonly Factor[]
  /**
   * The hash that the login was checked against. If the password has changed since, the session does not start: a login
   * that races with a password change must not survive it (race condition).
   */
  readonly provenBy?: Secret | undefined
  /** Whether the account was active when checked: a login that races with a deactivation must not survive it. */
  readonly wasActive?: boolean | undefined
  /** Recorded as last_login in the same transaction. */
  readonly lastLogin?: Instant | undefined
  /** The most sessions a user may have; starting another ends the oldest. */
  readonly maximumSessions?: number | undefined
  /** The refresh token of another issuer that starts this session, spent in the same transaction. */
  readonly adopts?: PresentedToken | undefined
}

/** What decides whether a refresh token is valid: its session, its jti alone, or nothing: then a refresh spends no token. */
export type RefreshAuthority = 'session' | 'jti' | 'none'

export interface RotationAttempt {
  readonly sid: string
  /** Whose token was presented. Another user's session is `gone`. */
  readonly userId: UserId
  readonly presented: PresentedToken
  readonly next: TokenStamp
  readonly tokensUntil: number
  readonly now: number
  /** How long, in ms, the immediate parent is forgiven. */
  readonly grace: number
  readonly authority: RefreshAuthority
  readonly replayEndsSession: boolean
  readonly origin: Origin
}

/** Another issuer, which copies our `sid`, has put the token `to` in the place of the session's current one. */
export interface ForeignRotation {
  readonly sid: string
  /** Whose token was presented. */
  readonly userId: UserId
  /** The id of the token that it replaced. */
  readonly from: string
  readonly to: TokenStamp
  /** The latest time, in ms, at which an access token that came with it can be valid. */
  readonly tokensUntil: number
  readonly now: number
  readonly origin: Origin
}

/** Ends the session of a refresh token. */
export interface LogoutAttempt {
  readonly sid: string
  /** Whose token was presented. Another user's session is `gone`. */
  readonly userId: UserId | undefined
  readonly jti: string
  /** Of that token, in seconds since 1970. */
  readonly exp?: number | undefined
  readonly now: number
  readonly grace: number
  /** Older tokens of the session are accepted too: `blacklistAfterRotation: false`. */
  readonly acceptsOlder: boolean
  readonly origin?: Origin | undefined
}

/** The status of a refresh token, checked without rotating it. */
export type TokenStatus = 'live' | 'spent' | 'gone'

/** A presented token, and what its claims name. */
export interface TokenQuestion {
  readonly presented: PresentedToken
  /** Absent where the token names none, or where no `sid` of its issuer counts. */
  readonly sid: string | undefined
  readonly user: NamedUser | undefined
}

/** By the id, or by what the account logs in with, as it is typed. */
export type NamedUser = { readonly id: UserId } | { readonly login: string }

/** What a store knows of a presented token, as of one moment. */
export interface TokenFacts {
  readonly isSpent: boolean
  /** Whosever session it is: callers compare. */
  readonly session: PresentedSession | undefined
  /** Found as a login is found, so by a name callers compare the spelling. */
  readonly user: User | undefined
  /** Tokens of that user without a session that were issued up to then (ms) are refused; 0: none. */
  readonly tokensNotBefore: number
}

export type PresentedSession = Pick<Session, 'id' | 'userId' | 'startedAt' | 'endedAt' | 'factors'>

export interface SessionOwner {
  readonly userId: UserId
  readonly hasEnded: boolean
}

export interface SessionStore {
  /** `superseded`: the password or the active flag changed since it was checked. `spent`: the adopted token was used before. */
  start(start: SessionStart): Promise<'started' | 'superseded' | 'spent'>
  rotate(attempt: RotationAttempt): Promise<RotationOutcome>
  /**
   * The same in one step with the look at what `factsOf` finds, where the session decides (`authority`). The user, if the
   * token was the current one of a live session of a user who is there and, where `mustBeActive`, active. `undefined`:
   * nothing was changed, and `factsOf` and `rotate` find out why. Absent: they do it all.
   */
  rotateAtOnce?(attempt: RotationAttempt, mustBeActive: boolean): Promise<User | undefined>
  /**
   * Compare and swap: `false` where `from` is not the session's current token, or the session has ended. The token before
   * is not forgiven: a client that presents the next one has received it.
   */
  follow(rotation: ForeignRotation): Promise<boolean>
  /**
   * Checks without changes that a token is not spent and its session is alive. Does NOT compare it with the session's
   * current token: a replay must reach `rotate`, which ends the session. Another user's session is `gone`.
   */
  tokenStatus(sid: string | undefined, userId: UserId | undefined, presented: PresentedToken): Promise<TokenStatus>
  /** All that a refresh has to know before it rotates, in one look. */
  factsOf(question: TokenQuestion): Promise<TokenFacts>
  /** `ended`: by this call. `reused`: an old token, so the session is ended as a replay. `gone`: nothing to end. */
  logout(attempt: LogoutAttempt): Promise<'ended' | 'reused' | 'gone'>
  /** Notes in a live session of this user what was shown since it began, such as `totp`. Each stands there once. */
  noteFactors(sid: string, userId: UserId, factors: readonly string[]): Promise<void>
  /**
   * Ends a session of this user; `false` when there is none of this id that has not ended. A foreign token may carry
   * another user's `sid`. `by`: who ends it, and from where.
   */
  end(sid: string, userId: UserId, reason: EndReason, now: number, by?: Origin): Promise<boolean>
  /** Ends every session of a user except `exceptSid`, and revokes the user's tokens without a session. */
  endAll(
    userId: UserId,
    reason: EndReason,
    now: number,
    exceptSid?: string,
    by?: Origin,
    credentials?: 'sessions' | 'sessions_and_api_keys',
  ): Promise<number>
  /**
   * Ends the sessions of all users and returns how many, refuses tokens of sessions that it does not know, and forgets every
   * trusted device: a restored backup would revive what has ended.
   */
  endEvery(reason: EndReason, now: number, by?: Origin): Promise<number>
  /** Inserts a jti as spent; `already` when it was spent before. The insert is the check (no race). */
  spend(token: PresentedToken): Promise<'spent' | 'already'>
  /** Revokes one access token by its jti. */
  revokeJti(jti: string, expiresAt: number, now: number): Promise<void>
  /**
   * Revocations that were committed since the read that gave the cursor; all of them without one. A page at a time, in no
   * promised order: entries merge by the latest `at` and `keepUntil`. Those that are not kept at `now` (ms) are left out.
   */
  revokedSince(cursor: RevocationCursor | undefined, now?: number): Promise<RevocationPage>
  /**
   * Calls the listener with the revocations of a write that has just been committed through this store, before the write
   * resolves. Returns a function that ends it. Listeners must not throw.
   */
  onRevoked(listener: (revocations: readonly Revocation[]) => void): () => void
  /**
   * Synchronous and cheap: a value that is another once another process has committed. Absent where only a question to
   * the server could tell.
   */
  changeMark?(): unknown
  /** Calls the listener when another node says that it has revoked something. Hints may get lost: a poll stands behind. */
  watch?(listener: () => void): () => void
  find(sid: string): Promise<Session | undefined>
  /** What a request has to know of the session that its token names, for a third of the price of `find`. */
  ownerOf(sid: string): Promise<SessionOwner | undefined>
  /** The sessions of a user that can still be refreshed, most recently used first; at most a thousand. */
  listLive(userId: UserId, now: number): Promise<readonly Session[]>
  /**
   * A page of a user's sessions, live and ended, used last first. Throws the problem `invalid_cursor`, and RangeError for a
   * limit out of bounds, as `list` does.
   */
  listOf(userId: UserId, query: SessionQuery): Promise<SessionPage>
  /**
   * A page of the sessions of all users, in bounded time however many there are: by the day until which their rows are
   * kept, the latest first, and within a day in no promised order, as where only ended ones are asked for.
   */
  list(query: SessionQuery): Promise<SessionPage>
}
