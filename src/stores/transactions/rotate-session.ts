/**
 * Refresh token rotation. The compare-and-swap is one statement of the dialect; this decides what it means if nothing
 * was swapped. A replay and the end of its session are written together.
 */
import type { Origin } from '../../kernel/origin.ts'
import { decideRotation, type RotationOutcome } from '../../sessions/rotation.ts'
import type { Session } from '../../sessions/session.ts'
import type { ForeignRotation, LogoutAttempt, RotationAttempt } from '../../sessions/store.ts'
import { isAlive } from '../../sessions/token-status.ts'
import type { User } from '../../users/user.ts'
import { audit, endSession } from './effects.ts'
import type { JoinedStatements, Steps, Tx } from './transaction.ts'

export function* rotateSession(tx: Tx, attempt: RotationAttempt): Steps<RotationOutcome> {
  if (attempt.authority !== 'session') return yield* rotateByToken(tx, attempt)
  const { sid, presented, now, grace, tokensUntil, origin } = attempt
  if (yield* tx.rotateSession(attempt, presented.jti)) return { kind: 'rotated' }
  const outcome = decideRotation(yield* lockSessionOf(tx, attempt), presented.jti, now, grace)
  if (outcome.kind === 'forgiven') yield* tx.extendTokens(sid, now, tokensUntil)
  if (outcome.kind === 'reused') yield* followReplay(tx, sid, now, origin, attempt.replayEndsSession)
  return outcome
}

/** In one step with the look that comes before it. What is not rotated here is left to those who find out why. */
export function* rotateAtOnce(tx: Tx, attempt: RotationAttempt, mustBeActive: boolean): Steps<User | undefined> {
  const { sid, userId, presented } = attempt
  const { isSpent, session, user } = yield* tx.findTokenFacts(presented.jti, sid, { id: userId })
  if (isSpent || session === undefined || !isAlive(session, userId)) return undefined
  if (user === undefined || (mustBeActive && !user.isActive)) return undefined
  return (yield* tx.rotateSession(attempt, presented.jti)) ? user : undefined
}

/** Most attempts change one row and are done. Where nothing was rotated, a transaction finds out why. */
export async function rotateJoined(
  joined: JoinedStatements,
  attempt: RotationAttempt,
): Promise<RotationOutcome | undefined> {
  if (attempt.authority !== 'session') return undefined
  return (await joined.rotateSession(attempt)) ? { kind: 'rotated' } : undefined
}

/** Whether this very refresh was committed before, and its answer got lost: its next jti belongs to no other. */
export function* rotatedBefore(tx: Tx, attempt: RotationAttempt): Steps<RotationOutcome | undefined> {
  const session = yield* lockSessionOf(tx, attempt)
  if (session?.endedAt !== null) return undefined
  // Its successor may have been handed to another request, and replaced.
  const isOwn = [session.current.jti, session.previous?.jti].includes(attempt.next.jti)
  return isOwn ? { kind: 'rotated' } : undefined
}

/** The same of what is done at once. */
export function* rotatedAtOnceBefore(tx: Tx, attempt: RotationAttempt): Steps<User | undefined> {
  return (yield* rotatedBefore(tx, attempt)) && (yield* tx.findUser(attempt.userId))
}

/** The jti is the authority (compat), or there is none (older tokens stay valid): the session is not compared. */
function* rotateByToken(tx: Tx, attempt: RotationAttempt): Steps<RotationOutcome> {
  const { presented, authority } = attempt
  const session = yield* lockSessionOf(tx, attempt)
  if (session === undefined || session.endedAt !== null) return { kind: 'gone' }
  const isUsed = authority === 'jti' ? !(yield* tx.spendToken(presented)) : yield* tx.isSpent(presented.jti)
  if (isUsed) return { kind: 'reused' }
  yield* tx.rotateSession(attempt, session.current.jti)
  return { kind: 'rotated' }
}

/** The session goes on with the token that another issuer put in the place of its current one. */
export function* followRotation(tx: Tx, rotation: ForeignRotation): Steps<boolean> {
  const { from, to, ...rest } = rotation
  const step: RotationAttempt = {
    ...rest,
    presented: to,
    next: to,
    grace: 0,
    authority: 'session',
    replayEndsSession: false,
  }
  if (!(yield* tx.rotateSession(step, from))) return false
  // Once more, by itself: the token before the current one is forgiven for a while, and `from` must not be that one.
  return yield* tx.rotateSession(step, to.jti)
}

/** Ends the session of a refresh token. */
export function* logOutSession(tx: Tx, attempt: LogoutAttempt): Steps<'ended' | 'reused' | 'gone'> {
  const { sid, jti, now, grace, acceptsOlder, origin } = attempt
  const outcome = decideRotation(yield* lockSessionOf(tx, attempt), jti, now, grace)
  if (outcome.kind === 'gone') return 'gone'
  if (outcome.kind === 'reused' && !acceptsOlder) {
    yield* followReplay(tx, sid, now, origin, true)
    return 'reused'
  }
  yield* endSession(tx, sid, 'logout', now, origin)
  return 'ended'
}

/** A name may have changed hands since the token was signed, and a foreign token may carry any `sid`. */
function* lockSessionOf(tx: Tx, { sid, userId }: Pick<LogoutAttempt, 'sid' | 'userId'>): Steps<Session | undefined> {
  const session = yield* tx.lockSession(sid)
  return session?.userId === userId ? session : undefined
}

/** RFC 9700 section 4.14.2: either the attacker or the owner presents the old token, so both lose the session. */
function* followReplay(tx: Tx, sid: string, now: number, by: Origin | undefined, ends: boolean): Steps<void> {
  yield* audit(tx, { event: 'refresh.reused', at: now, sid }, by)
  if (ends) yield* endSession(tx, sid, 'replay', now, by)
}
