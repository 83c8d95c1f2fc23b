/** SQL for sessions, and the mapping of their rows. */
import type { EndReason, Session } from '../../sessions/session.ts'
import type { EndedSession, SessionStatements } from '../transactions/session-statements.ts'
import type { Database, Row } from './database.ts'
import { toUserId } from './user-ids.ts'

export function createSessionStatements(db: Database): SessionStatements {
  const sql = prepareStatements(db)
  const findSession = (sid: string) => toSession(sql.find.get(sid))

  return {
    findSession,
    // No lock needed: a write transaction in SQLite excludes all others.
    lockSession: findSession,
    listLiveSessions: (userId, now) => sql.listLive.all(userId, now).flatMap(row => toSession(row) ?? []),
    listOpenSessions: () => sql.listOpen.all().map(toSid),
    listSessionsBeyond: (userId, now, sid, limit) => sql.listBeyond.all(userId, now, sid, limit).map(toSid),
    insertSession: ({ sid, userId, stamp, tokensUntil, now, origin, factors }) => {
      const { jti, iat, exp } = stamp
      const times = [now, now, exp * 1000]
      const seen = [factors.join(' '), origin.address, origin.userAgent]
      sql.insert.run(sid, userId, ...times, jti, iat, exp, tokensUntil, ...seen)
    },
    rotateSession: ({ sid, userId, next, tokensUntil, now, origin }, from) => {
      const { jti, iat, exp } = next
      const seen = [origin.address, origin.userAgent]
      return sql.rotate.run(now, now, exp * 1000, jti, iat, exp, tokensUntil, ...seen, sid, userId, from).changes === 1
    },
    extendTokens: (sid, now, tokensUntil) => void sql.extendTokens.run(now, tokensUntil, sid),
    endSession: (sid, reason, now) => sql.end.all(now, reason, sid).map(toEnded)[0],
    endSessionsOf: (userId, reason, now, exceptSid) => sql.endOf.all(now, reason, userId, exceptSid ?? '').map(toEnded),
    deleteExpiredSessions: (before, limit) => sql.deleteExpired.run(before, limit).changes,
  }
}

function prepareStatements(db: Database) {
  return {
    find: db.prepare('SELECT * FROM sessions WHERE sid = ?'),
    listLive: db.prepare(`
      SELECT * FROM sessions WHERE user_id = ? AND ended_at IS NULL AND expires_at > ?
      ORDER BY last_used_at DESC, started_at DESC, sid LIMIT 1000`),
    listOpen: db.prepare('SELECT sid FROM sessions WHERE ended_at IS NULL'),
    // The new one always stays, even if another started in the same millisecond.
    listBeyond: db.prepare(`
      SELECT sid FROM sessions WHERE user_id = ? AND ended_at IS NULL AND expires_at > ?
      ORDER BY sid <> ?, started_at DESC, sid LIMIT -1 OFFSET ?`),
    insert: db.prepare(`
      INSERT INTO sessions (sid, user_id, started_at, last_used_at, expires_at, current_jti, current_iat, current_exp,
                            tokens_until, authenticated_by, address, user_agent)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    // Compare-and-swap in one statement, so that of any number of simultaneous refreshes exactly one rotates.
    rotate: db.prepare(`
      UPDATE sessions SET
        previous_jti = current_jti, previous_replaced_at = ?, last_used_at = ?, expires_at = ?,
        current_jti = ?, current_iat = ?, current_exp = ?, generation = generation + 1,
        tokens_until = max(tokens_until, ?), address = ?, user_agent = ?
      WHERE sid = ? AND user_id = ? AND current_jti = ? AND ended_at IS NULL`),
    extendTokens: db.prepare('UPDATE sessions SET last_used_at = ?, tokens_until = max(tokens_until, ?) WHERE sid = ?'),
    end: db.prepare(`
      UPDATE sessions SET ended_at = ?, end_reason = ? WHERE sid = ? AND ended_at IS NULL
      RETURNING sid, user_id, tokens_until`),
    endOf: db.prepare(`
      UPDATE sessions SET ended_at = ?, end_reason = ? WHERE user_id = ? AND sid <> ? AND ended_at IS NULL
      RETURNING sid, user_id, tokens_until`),
    deleteExpired: db.prepare(`
      DELETE FROM sessions WHERE sid IN (SELECT sid FROM sessions WHERE max(expires_at, tokens_until) <= ? LIMIT ?)`),
  }
}

function toSid({ sid }: Row): string {
  return String(sid)
}

function toEnded(row: Row): EndedSession {
  return { sid: toSid(row), userId: toUserId(row.user_id), tokensUntil: Number(row.tokens_until) }
}

function toSession(row: Row | undefined): Session | undefined {
  if (row === undefined) return undefined
  const hasParent = row.previous_jti !== null
  return {
    id: toSid(row),
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
