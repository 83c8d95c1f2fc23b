/** Implements the SessionStore port: sessions, spent tokens and the revocation log. */
import type { Origin } from '../../kernel/origin.ts'
import type { UserId } from '../../kernel/user-id.ts'
import { everyUser } from '../../sessions/revocation.ts'
import type { EndReason } from '../../sessions/session.ts'
import type { SessionStore } from '../../sessions/store.ts'
import { type EndOfAll, endAllSessions, endSession, revokeAgain } from './effects.ts'
import { endLastingCredentials } from './lasting-credentials.ts'
import { listSessions, listSessionsOf } from './list-sessions.ts'
import { noteFactors } from './note-factors.ts'
import {
  followRotation,
  logOutSession,
  rotateAtOnce,
  rotatedAtOnceBefore,
  rotatedBefore,
  rotateJoined,
  rotateSession,
} from './rotate-session.ts'
import { startedBefore, startSession } from './start-session.ts'
import { findTokenFacts, findTokenStatus } from './token-status.ts'
import type { Runner, Steps, Tx } from './transaction.ts'
import { forgetEveryDevice } from './trusted-devices.ts'

export function createSessionStore(run: Runner): Omit<SessionStore, 'onRevoked'> {
  const { read, browse, write } = run
  return {
    start: start =>
      write(
        tx => startSession(tx, start),
        tx => startedBefore(tx, start),
      ),
    rotate: attempt =>
      write(
        tx => rotateSession(tx, attempt),
        tx => rotatedBefore(tx, attempt),
        joined => rotateJoined(joined, attempt),
      ),
    rotateAtOnce: (attempt, mustBeActive) =>
      write(
        tx => rotateAtOnce(tx, attempt, mustBeActive),
        tx => rotatedAtOnceBefore(tx, attempt),
        joined => joined.rotateAtOnce(attempt, mustBeActive),
      ),
    follow: rotation => write(tx => followRotation(tx, rotation)),
    tokenStatus: (sid, userId, presented) => read(tx => findTokenStatus(tx, sid, userId, presented)),
    factsOf: question => read(tx => findTokenFacts(tx, question)),
    logout: attempt => write(tx => logOutSession(tx, attempt)),
    noteFactors: (sid, userId, factors) => write(tx => noteFactors(tx, sid, userId, factors)),
    end: (sid, userId, reason, now, by) => write(tx => endSessionOf(tx, sid, userId, { reason, now, by })),
    endAll: (userId, reason, now, exceptSid, by, credentials) =>
      write(tx => endAll(tx, userId, { reason, now, exceptSid, by }, credentials === 'sessions_and_api_keys')),
    endEvery: (reason, now, by) => write(tx => endEverySession(tx, reason, now, by)),
    spend: token => write(tx => spend(tx, token)),
    revokeJti: (jti, expiresAt, now) => write(tx => revokeAgain(tx, 'jti', jti, now, expiresAt)),
    revokedSince: (cursor, now = 0) => read(tx => tx.listRevocationsSince(cursor, now, page)),
    find: sid => read(tx => tx.findSession(sid)),
    ownerOf: sid => read(tx => tx.findSessionOwner(sid)),
    list: query => browse(tx => listSessions(tx, query)),
    listOf: (userId, query) => browse(tx => listSessionsOf(tx, userId, query)),
    listLive: (userId, now) => read(tx => tx.listLiveSessions(userId, now)),
  }
}

/** Rows that one read of the log steps over, so that a long log never stops the event loop. */
const page = 5000

function* endAll(tx: Tx, userId: UserId, end: EndOfAll, withApiKeys: boolean): Steps<number> {
  yield* tx.lockUser(userId)
  const ended = yield* endAllSessions(tx, userId, end)
  if (withApiKeys) yield* endLastingCredentials(tx, userId, end)
  return ended
}

function* endSessionOf(tx: Tx, sid: string, userId: UserId, { reason, now, by }: EndOfAll): Steps<boolean> {
  const session = yield* tx.lockSession(sid)
  return session?.userId === userId && (yield* endSession(tx, sid, reason, now, by))
}

/** Sessions that this store does not know, as they began after a backup, end with it: their tokens count as without one. */
function* endEverySession(tx: Tx, reason: EndReason, now: number, by: Origin | undefined): Steps<number> {
  yield* tx.setAllTokensNotBefore(now)
  const open = yield* tx.listOpenSessions()
  for (const sid of open) yield* endSession(tx, sid, reason, now, by)
  // For verifiers, which cannot look up that no session of this store is the one that a token names.
  yield* revokeAgain(tx, 'user-before', everyUser, now, now + tx.rules.longestToken)
  yield* forgetEveryDevice(tx, now, by)
  return open.length
}

function* spend(tx: Tx, token: Parameters<SessionStore['spend']>[0]): Steps<'spent' | 'already'> {
  return (yield* tx.spendToken(token)) ? 'spent' : 'already'
}
