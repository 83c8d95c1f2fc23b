/** The statements of sessions.ts, prepared once. */
import type { Database } from './database.ts'

export type SessionStatements = ReturnType<typeof prepareSessionStatements>

export function prepareSessionStatements(db: Database) {
  return {
    find: db.prepare('SELECT * FROM sessions WHERE sid = ?'),
    listLive: db.prepare(`
      SELECT * FROM sessions WHERE user_id = ? AND ended_at IS NULL AND expires_at > ?
      ORDER BY last_used_at DESC, started_at DESC, sid LIMIT 1000`),
    // The new one is among those that stay, also when another began in the same millisecond.
    beyondLimit: db.prepare(`
      SELECT sid FROM sessions WHERE user_id = ? AND ended_at IS NULL AND expires_at > ?
      ORDER BY sid <> ?, started_at DESC, sid LIMIT -1 OFFSET ?`),
    userStatus: db.prepare('SELECT password, is_active, tokens_not_before FROM users WHERE id = ?'),
    recordLogin: db.prepare('UPDATE users SET last_login = ? WHERE id = ?'),
    insert: db.prepare(`
      INSERT INTO sessions (sid, user_id, started_at, last_used_at, expires_at, current_jti, current_iat, current_exp,
                            tokens_until, authenticated_by, address, user_agent)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    // The compare-and-swap: one statement, so that of any number of simultaneous refreshes exactly one rotates.
    rotate: db.prepare(`
      UPDATE sessions SET
        previous_jti = current_jti, previous_replaced_at = ?, last_used_at = ?, expires_at = ?,
        current_jti = ?, current_iat = ?, current_exp = ?, generation = generation + 1,
        tokens_until = max(tokens_until, ?), address = ?, user_agent = ?
      WHERE sid = ? AND current_jti = ? AND ended_at IS NULL`),
    extendTokens: db.prepare('UPDATE sessions SET last_used_at = ?, tokens_until = max(tokens_until, ?) WHERE sid = ?'),
    spend: db.prepare('INSERT INTO spent_tokens (jti, expires_at) VALUES (?, ?) ON CONFLICT DO NOTHING'),
    isSpent: db.prepare('SELECT 1 AS spent FROM spent_tokens WHERE jti = ?'),
    revokedSince: db.prepare(
      'SELECT sequence, kind, subject, at, keep_until FROM revocations WHERE sequence > ? ORDER BY sequence',
    ),
  }
}
