/** SQL for sessions, and the mapping of their rows. */
import type { TokenStamp } from '../../sessions/session.ts'
import { agentMarginDays, dayOf, keepDayOf } from '../rows/keep-day.ts'
import { tokenIds } from '../rows/packed-id.ts'
import { type Row, toUserId } from '../rows/row.ts'
import { toSessionOwner } from '../rows/session-owner.ts'
import type { EndedSession, SessionStatements } from '../transactions/session-statements.ts'
import type { AsyncStatements } from '../transactions/transaction.ts'
import { type Connection, countOf, done, firstOf, isAny, rowsOf } from './connection.ts'
import { packAddress } from './packed-address.ts'
import { sessionKeyOf, toSid } from './session-key.ts'
import { createSessionListStatements } from './session-lists.ts'
import { secondOf, sessionColumns, toSession } from './session-row.ts'
import type { UserKey } from './user-key.ts'

export function createSessionStatements(
  on: Connection,
  keyOf: UserKey,
): Pick<AsyncStatements, keyof SessionStatements> {
  return {
    findSession: async sid => (await rowsOf(on.query(sql.find, [sidKey(sid)]))).map(toSession)[0],
    findSessionOwner: async sid => {
      const row = await firstOf(on.query(sql.findOwner, [sidKey(sid)]))
      return row && toSessionOwner(row)
    },
    lockSession: async sid => (await rowsOf(on.query(sql.lock, [sidKey(sid)]))).map(toSession)[0],
    listLiveSessions: async (userId, now) =>
      (await rowsOf(on.query(sql.listLive, [keyOf(userId), now]))).map(toSession),
    ...createSessionListStatements(on, keyOf),
    listOpenSessions: async () => (await rowsOf(on.query(sql.listOpen))).map(toSid),
    listSessionsBeyond: async (userId, now, sid, limit) =>
      (await rowsOf(on.query(sql.listBeyond, [keyOf(userId), now, sidKey(sid), limit]))).map(toSid),
    insertSession: async ({ sid, userId, stamp, tokensUntil, now, origin, factors }) => {
      const key = sessionKeyOf(sid)
      const seen = [packAddress(origin.address), origin.userAgent, keepDayOf(stamp.exp, tokensUntil)]
      const begun = [key.sid, keyOf(userId), now, ...tokenValues(stamp, now), tokensUntil, ...seen]
      await on.query(sql.insert, [...begun, factorsValue(factors), key.otherSid])
    },
    rotateSession: async ({ sid, userId, next, tokensUntil, now, origin }, from) => {
      const seen = [packAddress(origin.address), origin.userAgent, keepDayOf(next.exp, tokensUntil)]
      const named = [sidKey(sid), keyOf(userId), tokenIds.pack(from)]
      return await isAny(on.query(sql.rotate, [...named, now, ...tokenValues(next, now), tokensUntil, ...seen]))
    },
    setSessionFactors: (sid, factors) => done(on.query(sql.setFactors, [sidKey(sid), factorsValue(factors)])),
    extendTokens: (sid, now, tokensUntil) =>
      done(on.query(sql.extendTokens, [sidKey(sid), now, tokensUntil, dayOf(tokensUntil)])),
    endSession: async (sid, reason, now) => {
      const row = await firstOf(on.query(sql.end, [sidKey(sid), now, reason]))
      return row && toEnded(row)
    },
    endSessionsOf: async (userId, reason, now, exceptSid) => {
      const except = exceptSid === undefined ? null : sidKey(exceptSid)
      return (await rowsOf(on.query(sql.endOf, [keyOf(userId), now, reason, except]))).map(toEnded)
    },
    deleteExpiredSessions: (before, limit) => countOf(on.query(sql.deleteExpired, [dayOf(before), limit])),
    deleteUnusedAgents: (before, limit) =>
      countOf(on.query(sql.deleteAgents, [dayOf(before) - agentMarginDays, limit])),
  }
}

function sidKey(sid: string): string {
  return sessionKeyOf(sid).sid
}

/** jti, iat and exp. What the moment of the last use says is absent. */
export function tokenValues({ jti, iat, exp }: TokenStamp, lastUsedAt: number) {
  return [tokenIds.pack(jti), iat === secondOf(lastUsedAt) ? null : iat, exp]
}

function factorsValue(factors: readonly string[]): string | null {
  const words = factors.join(' ')
  return words === 'password' ? null : words
}

/**
 * The id of a user agent: most sessions share a few. A row is written when it is new, and once a day. `text` and `day` are
 * parameters.
 */
const agentOf = (text: string, day: string) => `
  known AS (SELECT id FROM user_agents WHERE digest = md5(${text})::uuid AND keep_day >= ${day}),
  made AS (
    INSERT INTO user_agents (digest, text, keep_day)
    SELECT md5(${text})::uuid, ${text}, ${day} WHERE NOT EXISTS (SELECT FROM known)
    ON CONFLICT (digest) DO UPDATE SET keep_day = greatest(user_agents.keep_day, excluded.keep_day) RETURNING id),
  agent AS (SELECT id FROM known UNION ALL SELECT id FROM made)`

const sql = {
  find: `SELECT ${sessionColumns} FROM sessions WHERE sid = $1`,
  findOwner: 'SELECT user_id, ended_at FROM sessions WHERE sid = $1',
  lock: `SELECT ${sessionColumns} FROM sessions WHERE sid = $1 FOR NO KEY UPDATE`,
  listLive: `
    SELECT ${sessionColumns} FROM sessions WHERE user_id = $1 AND ended_at IS NULL AND current_exp * 1000 > $2
    ORDER BY last_used_at DESC, started_at DESC, other_sid, sid LIMIT 1000`,
  // In one order for all who lock several.
  listOpen: 'SELECT sid, other_sid FROM sessions WHERE ended_at IS NULL ORDER BY sid',
  // The new one always stays, even if another started in the same millisecond.
  listBeyond: `
    SELECT sid, other_sid FROM sessions WHERE user_id = $1 AND ended_at IS NULL AND current_exp * 1000 > $2
    ORDER BY sid <> $3, started_at DESC, other_sid, sid OFFSET $4`,
  insert: `
    WITH ${agentOf('$9::text', '$10::int')}
    INSERT INTO sessions (sid, user_id, started_at, last_used_at, current_jti, current_iat, current_exp, tokens_until,
                          address, user_agent_id, keep_day, authenticated_by, other_sid)
    VALUES ($1, $2, $3, $3, $4, $5, $6, $7, $8, (SELECT id FROM agent), $10, $11, $12)`,
  // Compare-and-swap in one statement, so that of any number of simultaneous refreshes exactly one rotates. The day only
  // grows: under today's settings an older token may live longer than this one. On the same day no index is touched and
  // the update stays within the page (HOT), half as dear.
  rotate: `
    WITH ${agentOf('$10::text', '$11::int')}
    UPDATE sessions SET
      previous_jti = current_jti, previous_replaced_at = NULL, last_used_at = $4,
      current_jti = $5, current_iat = $6, current_exp = $7, generation = generation + 1,
      tokens_until = greatest(tokens_until, $8), keep_day = greatest(keep_day, $11), address = $9,
      user_agent_id = (SELECT id FROM agent)
    WHERE sid = $1 AND user_id = $2 AND current_jti = $3 AND ended_at IS NULL`,
  setFactors: 'UPDATE sessions SET authenticated_by = $2 WHERE sid = $1',
  extendTokens: `
    UPDATE sessions SET last_used_at = $2::bigint, tokens_until = greatest(tokens_until, $3::bigint),
      current_iat = coalesce(current_iat, last_used_at / 1000),
      previous_replaced_at = least(coalesce(previous_replaced_at, last_used_at), $2::bigint),
      keep_day = greatest(keep_day, $4) WHERE sid = $1`,
  end: `
    UPDATE sessions SET ended_at = $2, end_reason = $3 WHERE sid = $1 AND ended_at IS NULL
    RETURNING sid, other_sid, user_id, tokens_until`,
  endOf: `
    WITH open AS MATERIALIZED (
      SELECT sid FROM sessions WHERE user_id = $1 AND ended_at IS NULL AND sid IS DISTINCT FROM $4
      ORDER BY sid FOR NO KEY UPDATE)
    UPDATE sessions SET ended_at = $2, end_reason = $3 FROM open WHERE sessions.sid = open.sid AND ended_at IS NULL
    RETURNING sessions.sid, other_sid, user_id, tokens_until`,
  deleteExpired: `
    DELETE FROM sessions WHERE sid = ANY (ARRAY(
      SELECT sid FROM sessions WHERE keep_day < $1 ORDER BY keep_day LIMIT $2 FOR UPDATE SKIP LOCKED))`,
  deleteAgents: `
    DELETE FROM user_agents WHERE id = ANY (ARRAY(
      SELECT id FROM user_agents WHERE keep_day < $1 ORDER BY keep_day LIMIT $2 FOR UPDATE SKIP LOCKED))`,
}

function toEnded(row: Row): EndedSession {
  return { sid: toSid(row), userId: toUserId(row.user_id), tokensUntil: Number(row.tokens_until) }
}
