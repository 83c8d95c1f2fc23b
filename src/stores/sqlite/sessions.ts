/** Sessions, spent tokens and the revocation log behind the SessionStore port. */

import type { UserId } from '../../kernel/user-id.ts'
import type { Revocation, RevocationKind } from '../../sessions/revocation.ts'
import type { EndReason, Session } from '../../sessions/session.ts'
import type { SessionStart, SessionStore, TokenStatus } from '../../sessions/store.ts'
import type { PresentedToken } from '../../tokens/presented-token.ts'
import { type Database, type Row, read } from './database.ts'
import { flushExpired } from './flush-expired.ts'
import type { Write } from './group-commit.ts'
import type { SessionEffects } from './session-effects.ts'
import { createRotation } from './session-rotation.ts'
import { prepareSessionStatements } from './session-statements.ts'
import { toUserId } from './user-ids.ts'

export function createSessionStore(db: Database, write: Write, effects: SessionEffects): SessionStore {
  const sql = prepareSessionStatements(db)
  const find = (sid: string) => toSession(sql.find.get(sid))
  const spendOnce = ({ jti, exp }: PresentedToken) => sql.spend.run(jti, exp * 1000).changes === 1

  const start = (attempt: SessionStart): 'started' | 'superseded' | 'spent' => {
    const { sid, userId, stamp, now, origin, adopts } = attempt
    const user = sql.userStatus.get(userId)
    if (user === undefined || isSuperseded(user, attempt)) return 'superseded'
    if (adopts !== undefined && (isRefused(user, adopts) || !spendOnce(adopts))) return 'spent'
    const { jti, iat, exp } = stamp
    const factors = attempt.factors.join(' ')
    const seen = [factors, origin.address, origin.userAgent]
    sql.insert.run(sid, userId, now, now, exp * 1000, jti, iat, exp, attempt.tokensUntil, ...seen)
    if (attempt.lastLogin !== undefined) sql.recordLogin.run(attempt.lastLogin, userId)
    endBeyondLimit(attempt)
    effects.audit({ event: 'session.started', at: now, userId, sid, reason: factors, origin })
    return 'started'
  }

  const endBeyondLimit = ({ userId, sid, now, origin, maximumSessions }: SessionStart) => {
    if (maximumSessions === undefined) return
    const beyond = sql.beyondLimit.all(userId, now, sid, maximumSessions)
    for (const row of beyond) effects.end(String(row.sid), 'limit', now, origin)
  }

  const { rotate, logout } = createRotation(sql, effects, find, spendOnce)

  const tokenStatus = (sid: string | undefined, userId: UserId | undefined, presented: PresentedToken): TokenStatus => {
    if (sql.isSpent.get(presented.jti) !== undefined) return 'spent'
    if (sid !== undefined) return find(sid)?.endedAt === null ? 'live' : 'gone'
    const user = sql.userStatus.get(userId ?? null)
    return user !== undefined && isRefused(user, presented) ? 'gone' : 'live'
  }

  return {
    start: attempt => write(() => start(attempt)),
    rotate: attempt => write(() => rotate(attempt)),
    tokenStatus: (sid, userId, presented) => read(() => tokenStatus(sid, userId, presented)),
    logout: attempt => write(() => logout(attempt)),
    end: (sid, reason, now, origin) => write(() => effects.end(sid, reason, now, origin)),
    endAll: (userId, reason, now, exceptSid, origin) =>
      write(() => effects.endAll(userId, reason, now, exceptSid, origin)),
    spend: token => write(() => (spendOnce(token) ? 'spent' : 'already')),
    revokeJti: (jti, expiresAt, now) => write(() => effects.revoke('jti', jti, now, expiresAt)),
    flushExpired: before => flushExpired(db, write, before),
    revokedSince: sequence => read(() => sql.revokedSince.all(sequence).map(toRevocation)),
    find: sid => read(() => find(sid)),
    listLive: (userId, now) => read(() => sql.listLive.all(userId, now).flatMap(row => toSession(row) ?? [])),
  }
}

/** The account is not as it was judged: another password, or closed meanwhile. */
function isSuperseded(user: Row, { provenBy, wasActive }: SessionStart): boolean {
  if (provenBy !== undefined && user.password !== provenBy.reveal()) return true
  return wasActive !== undefined && (user.is_active === 1) !== wasActive
}

/** Issued before the user's sessions were all ended. A token that does not say when it was issued counts as older. */
function isRefused({ tokens_not_before: instant }: Row, { iat }: PresentedToken): boolean {
  return Number(instant) > 0 && (iat ?? 0) <= Math.floor(Number(instant) / 1000)
}

function toSession(row: Row | undefined): Session | undefined {
  if (row === undefined) return undefined
  const hasParent = row.previous_jti !== null
  return {
    id: String(row.sid),
    userId: toUserId(row.user_id),
    startedAt: Number(row.started_at),
    lastUsedAt: Number(row.last_used_at),
    expiresAt: Number(row.expires_at),
    endedAt: row.ended_at === null ? null : Number(row.ended_at),
    endReason: row.end_reason as EndReason | null,
    current: { jti: String(row.current_jti), iat: Number(row.current_iat), exp: Number(row.current_exp) },
    previous: hasParent ? { jti: String(row.previous_jti), replacedAt: Number(row.previous_replaced_at) } : null,
    generation: Number(row.generation),
    factors: String(row.authenticated_by).split(' '),
    address: String(row.address),
    userAgent: String(row.user_agent),
  }
}

function toRevocation(row: Row): Revocation {
  return {
    sequence: Number(row.sequence),
    kind: row.kind as RevocationKind,
    subject: String(row.subject),
    at: Number(row.at),
    keepUntil: Number(row.keep_until),
  }
}
