/** Statements for sessions. */
import type { UserId } from '../../kernel/user-id.ts'
import type { EndReason, Session } from '../../sessions/session.ts'
import type { SessionQuery } from '../../sessions/session-list.ts'
import type { RotationAttempt, SessionOwner, SessionStart } from '../../sessions/store.ts'
import type { Placed, PlaceWalk, Slice } from './pages.ts'

export interface EndedSession {
  readonly sid: string
  readonly userId: UserId
  /** When the session's last access token expires, in ms. */
  readonly tokensUntil: number
}

export type SessionWalk = PlaceWalk & Pick<SessionQuery, 'state' | 'now'>

/** In the order of the list. `end`: where the next statement goes on; absent where these were the last. */
export interface UserSessionSlice {
  readonly found: readonly Placed<Session>[]
  readonly end: number | undefined
}

export interface SessionStatements {
  findSession(sid: string): Session | undefined
  findSessionOwner(sid: string): SessionOwner | undefined
  /** Locks the session: no other transaction can change it until this one ends. */
  lockSession(sid: string): Session | undefined
  /** Sessions that can still be refreshed, most recently used first, at most a thousand. */
  listLiveSessions(userId: UserId, now: number): readonly Session[]
  /**
   * Looks at one slice of the sessions of all users, by the day on which their rows may go, the latest first, and gives
   * those of the state: `limit` at most. Ended ones may come in any order that stays.
   */
  walkSessions(walk: SessionWalk, limit: number): Slice<Session>
  /** Of one slice of a user's sessions those of the state, used last first: `limit` at most. A slice is in no order. */
  walkSessionsOf(
    walk: SessionWalk & { readonly userId: UserId },
    limit: number,
    after: number | undefined,
  ): UserSessionSlice
  /** The sids of all live sessions of all users. */
  listOpenSessions(): readonly string[]
  /** The sids of the oldest live sessions beyond the limit. `sid` always stays. */
  listSessionsBeyond(userId: UserId, now: number, sid: string, limit: number): readonly string[]
  insertSession(start: SessionStart): void
  /** Compare-and-swap: of any number of simultaneous refreshes of the jti `from` by that user, exactly one gets `true`. */
  rotateSession(attempt: RotationAttempt, from: string): boolean
  setSessionFactors(sid: string, factors: readonly string[]): void
  /** Another access token was issued to the token before: when it expires. A replacement in the future happened now. */
  extendTokens(sid: string, now: number, tokensUntil: number): void
  /** `undefined`: the session does not exist or had ended. */
  endSession(sid: string, reason: EndReason, now: number): EndedSession | undefined
  endSessionsOf(userId: UserId, reason: EndReason, now: number, exceptSid: string | undefined): readonly EndedSession[]
  /** Deletes some sessions whose tokens had all expired before the day of that time. Returns how many. */
  deleteExpiredSessions(before: number, limit: number): number
  /** Deletes some texts of user agents that no session of after that time has. Returns how many. */
  deleteUnusedAgents(before: number, limit: number): number
}
