/** SQL for sessions, and the mapping of their rows. */
import { agentMarginDays, dayOf, keepDayOf } from '../rows/keep-day.ts'
import { sessionIds, tokenIds } from '../rows/packed-id.ts'
import { toUserId } from '../rows/row.ts'
import { toSessionOwner } from '../rows/session-owner.ts'
import type { EndedSession, SessionStatements } from '../transactions/session-statements.ts'
import type { Database, Row } from './database.ts'
import { createSessionListStatements } from './session-lists.ts'
import { sessionColumns, toSession, toSid } from './session-row.ts'

export function createSessionStatements(db: Database): SessionStatements {
  const sql = prepareStatements(db)
  const findSession = (sid: string) => sql.find.all(sessionIds.pack(sid)).map(toSession)[0]

  return {
    findSession,
    findSessionOwner: sid => {
      const row = sql.findOwner.get(sessionIds.pack(sid))
      return row && toSessionOwner(row)
    },
    // No lock needed: a write transaction in SQLite excludes all others.
    lockSession: findSession,
    listLiveSessions: (userId, now) => sql.listLive.all(userId, now).map(toSession),
    ...createSessionListStatements(db),
    listOpenSessions: () => sql.listOpen.all().map(toSid),
    listSessionsBeyond: (userId, now, sid, limit) =>
      sql.listBeyond.all(userId, now, sessionIds.pack(sid), limit).map(toSid),
    insertSession: ({ sid, userId, stamp, tokensUntil, now, origin, factors }) => {
      const { jti, iat, exp } = stamp
      const day = keepDayOf(exp, tokensUntil)
      const seen = [factors.join(' '), origin.address, agentId(sql, origin.userAgent, day)]
      sql.insert.run(day, sessionIds.pack(sid), userId, now, now, tokenIds.pack(jti), iat, exp, tokensUntil, ...seen)
    },
    rotateSession: ({ sid, userId, next, tokensUntil, now, origin }, from) => {
      const id = sessionIds.pack(sid)
      const day = keepDayOf(next.exp, tokensUntil)
      const token = [tokenIds.pack(next.jti), next.iat, next.exp, tokensUntil]
      const seen = [origin.address, agentId(sql, origin.userAgent, day)]
      if (sql.rotate.run(now, now, ...token, ...seen, id, userId, tokenIds.pack(from)).changes === 0) return false
      sql.keep.run(day, id)
      return true
    },
    setSessionFactors: (sid, factors) => void sql.setFactors.run(factors.join(' '), sessionIds.pack(sid)),
    extendTokens: (sid, now, tokensUntil) => {
      const id = sessionIds.pack(sid)
      sql.extendTokens.run(now, tokensUntil, id)
      sql.keep.run(dayOf(tokensUntil), id)
    },
    endSession: (sid, reason, now) => sql.end.all(now, reason, sessionIds.pack(sid)).map(toEnded)[0],
    endSessionsOf: (userId, reason, now, exceptSid) => {
      const except = exceptSid === undefined ? null : sessionIds.pack(exceptSid)
      return sql.endOf.all(now, reason, userId, except).map(toEnded)
    },
    deleteExpiredSessions: (before, limit) => sql.deleteExpired.run(dayOf(before), limit).changes,
    deleteUnusedAgents: (before, limit) => sql.deleteAgents.run(dayOf(before) - agentMarginDays, limit).changes,
  }
}

/** The id of a user agent. Its row is written when it is new, and once a day. */
function agentId({ findAgent, keepAgent }: ReturnType<typeof prepareStatements>, text: string, day: number): number {
  return Number(findAgent(text, day)?.[0] ?? keepAgent.get(text, day)?.id)
}

/** The next id of the day that is the first parameter: see the schema. */
const lastOfDay = `
  max(coalesce((SELECT id FROM sessions WHERE id < (?1 + 1) << 32 ORDER BY id DESC LIMIT 1), 0), ?1 << 32) + 1`

function prepareStatements(db: Database) {
  return {
    find: db.prepare(`SELECT ${sessionColumns} FROM sessions WHERE sid = ?`),
    findOwner: db.prepare('SELECT user_id, ended_at FROM sessions WHERE sid = ?'),
    listLive: db.prepare(`
      SELECT ${sessionColumns} FROM sessions WHERE user_id = ? AND ended_at IS NULL AND current_exp * 1000 > ?
      ORDER BY last_used_at DESC, started_at DESC, sid LIMIT 1000`),
    listOpen: db.prepare('SELECT sid FROM sessions WHERE ended_at IS NULL'),
    // The new one always stays, even if another started in the same millisecond.
    listBeyond: db.prepare(`
      SELECT sid FROM sessions WHERE user_id = ? AND ended_at IS NULL AND current_exp * 1000 > ?
      ORDER BY sid <> ?, started_at DESC, sid LIMIT -1 OFFSET ?`),
    findAgent: db.prepareList('SELECT id FROM user_agents WHERE text = ? AND keep_day >= ?'),
    keepAgent: db.prepare(`
      INSERT INTO user_agents (text, keep_day) VALUES (?, ?)
      ON CONFLICT (text) DO UPDATE SET keep_day = max(keep_day, excluded.keep_day) RETURNING id`),
    insert: db.prepare(`
      INSERT INTO sessions (id, sid, user_id, started_at, last_used_at, current_jti, current_iat, current_exp,
                            tokens_until, authenticated_by, address, user_agent_id)
      VALUES (${lastOfDay}, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    // Compare-and-swap in one statement, so that of any number of simultaneous refreshes exactly one rotates.
    rotate: db.prepare(`
      UPDATE sessions SET
        previous_jti = current_jti, previous_replaced_at = ?, last_used_at = ?,
        current_jti = ?, current_iat = ?, current_exp = ?, generation = generation + 1,
        tokens_until = max(tokens_until, ?), address = ?, user_agent_id = ?
      WHERE sid = ? AND user_id = ? AND current_jti = ? AND ended_at IS NULL`),
    setFactors: db.prepare('UPDATE sessions SET authenticated_by = ? WHERE sid = ?'),
    extendTokens: db.prepare(`
      UPDATE sessions SET last_used_at = ?1, tokens_until = max(tokens_until, ?2),
        previous_replaced_at = min(previous_replaced_at, ?1) WHERE sid = ?3`),
    // A statement of its own: one that sets a column of a key writes every index anew, changed or not. The day only grows:
    // under today's settings an older token may live longer than the newest.
    keep: db.prepare(`UPDATE sessions SET id = ${lastOfDay} WHERE sid = ?2 AND id < ?1 << 32`),
    end: db.prepare(`
      UPDATE sessions SET ended_at = ?, end_reason = ? WHERE sid = ? AND ended_at IS NULL
      RETURNING sid, user_id, tokens_until`),
    endOf: db.prepare(`
      UPDATE sessions SET ended_at = ?, end_reason = ? WHERE user_id = ? AND sid IS NOT ? AND ended_at IS NULL
      RETURNING sid, user_id, tokens_until`),
    deleteExpired: db.prepare(`
      DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE id < ? << 32 ORDER BY id LIMIT ?)`),
    deleteAgents: db.prepare(`
      DELETE FROM user_agents WHERE id IN (SELECT id FROM user_agents WHERE keep_day < ? ORDER BY keep_day LIMIT ?)`),
  }
}

function toEnded(row: Row): EndedSession {
  return { sid: toSid(row), userId: toUserId(row.user_id), tokensUntil: Number(row.tokens_until) }
}
