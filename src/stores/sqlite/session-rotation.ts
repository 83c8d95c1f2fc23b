/**
 * A refresh token meets its session: the compare-and-swap, and what it means when it did not swap. Both run inside a
 * job of the group commit, so a replay and the end of its session land together.
 */
import { decideRotation, type RotationOutcome } from '../../sessions/rotation.ts'
import type { Session } from '../../sessions/session.ts'
import type { LogoutAttempt, RotationAttempt } from '../../sessions/store.ts'
import type { PresentedToken } from '../../tokens/presented-token.ts'
import type { SessionEffects } from './session-effects.ts'
import type { SessionStatements } from './session-statements.ts'

export interface RotationJobs {
  rotate(attempt: RotationAttempt): RotationOutcome
  logout(attempt: LogoutAttempt): 'ended' | 'reused' | 'gone'
}

export function createRotation(
  sql: SessionStatements,
  effects: SessionEffects,
  find: (sid: string) => Session | undefined,
  spendOnce: (token: PresentedToken) => boolean,
): RotationJobs {
  const moveOn = ({ sid, next, tokensUntil, now, origin }: RotationAttempt, from: string) => {
    const { jti, iat, exp } = next
    const seen = [origin.address, origin.userAgent]
    return sql.rotate.run(now, now, exp * 1000, jti, iat, exp, tokensUntil, ...seen, sid, from).changes === 1
  }

  const rotate = (attempt: RotationAttempt): RotationOutcome => {
    if (attempt.authority !== 'session') return rotateByToken(attempt)
    const { sid, presented, now, grace } = attempt
    if (moveOn(attempt, presented.jti)) return { kind: 'rotated' }
    const outcome = decideRotation(find(sid), presented.jti, now, grace)
    if (outcome.kind === 'forgiven') sql.extendTokens.run(now, attempt.tokensUntil, sid)
    if (outcome.kind === 'reused') endAsReplay(attempt, attempt.replayEndsSession)
    return outcome
  }

  // The jti is the authority (compat), or nobody is (spent tokens stay usable): the session follows, uncompared.
  const rotateByToken = (attempt: RotationAttempt): RotationOutcome => {
    const session = find(attempt.sid)
    if (session === undefined || session.endedAt !== null) return { kind: 'gone' }
    if (attempt.authority === 'jti' && !spendOnce(attempt.presented)) return { kind: 'reused' }
    if (sql.isSpent.get(attempt.presented.jti) !== undefined && attempt.authority === 'none') return { kind: 'reused' }
    moveOn(attempt, session.current.jti)
    return { kind: 'rotated' }
  }

  const endAsReplay = ({ sid, now, origin }: Pick<LogoutAttempt, 'sid' | 'now' | 'origin'>, endsSession: boolean) => {
    effects.audit({ event: 'refresh.reused', at: now, sid, origin })
    if (endsSession) effects.end(sid, 'replay', now, origin)
  }

  const logout = (attempt: LogoutAttempt): 'ended' | 'reused' | 'gone' => {
    const { sid, jti, now, grace, acceptsOlder, origin } = attempt
    const outcome = decideRotation(find(sid), jti, now, grace)
    if (outcome.kind === 'gone') return 'gone'
    if (outcome.kind === 'reused' && !acceptsOlder) {
      endAsReplay(attempt, true)
      return 'reused'
    }
    effects.end(sid, 'logout', now, origin)
    return 'ended'
  }

  return { rotate, logout }
}
