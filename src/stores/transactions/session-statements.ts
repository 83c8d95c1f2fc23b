/** Statements about sessions. */
import type { UserId } from '../../kernel/user-id.ts'
import type { EndReason, Session } from '../../sessions/session.ts'
import type { RotationAttempt, SessionStart } from '../../sessions/store.ts'

export interface EndedSession {
  readonly sid: string
  readonly userId: UserId
  /** When the last access token of the session expires, in ms. */
  readonly tokensUntil: number
}

export interface SessionStatements {
  findSession(sid: string): Session | undefined
  /** The session, which no other transaction changes before this one ends. */
  lockSession(sid: string): Session | undefined
  /** Those that can still be refreshed, the last used first; a thousand at most. */
  listLiveSessions(userId: UserId, now: number): readonly Session[]
  /** The sids of all sessions of all users that have not ended. */
  listOpenSessions(): readonly string[]
  /** The sids of live sessions beyond the limit, the oldest. `sid` is among those that stay, whatever its age. */
  listSessionsBeyond(userId: UserId, now: number, sid: string, limit: number): readonly string[]
  insertSession(start: SessionStart): void
  /** The compare-and-swap: of any number of simultaneous refreshes of the jti `from` exactly one gets `true`. */
  rotateSession(attempt: RotationAttempt, from: string): boolean
  /** Another access token was given out that lives until then. */
  extendTokens(sid: string, now: number, tokensUntil: number): void
  /** `undefined`: there is no such session, or it had ended. */
  endSession(sid: string, reason: EndReason, now: number): EndedSession | undefined
  endSessionsOf(userId: UserId, reason: EndReason, now: number, exceptSid: string | undefined): readonly EndedSession[]
  /** Deletes some whose tokens had all expired by then; gives how many. */
  deleteExpiredSessions(before: number, limit: number): number
}
