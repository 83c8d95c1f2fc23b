/**
 * The pieces that several transactions share: ending sessions, appending to the revocation log and to the audit
 * table. They run inside a job of the group commit, so a deed and what follows from it land together or not at all.
 */

import type { Origin } from '../../kernel/origin.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { RevocationKind } from '../../sessions/revocation.ts'
import type { EndReason } from '../../sessions/session.ts'
import type { Database, Row } from './database.ts'
import { toUserId } from './user-ids.ts'

export interface AuditRow {
  readonly event: string
  readonly at: number
  readonly userId?: UserId
  readonly sid?: string
  readonly reason?: string
  /** The request that asked for the deed. */
  readonly origin?: Origin | undefined
}

export interface SessionEffects {
  audit(row: AuditRow): void
  /** Appends a revocation, unless every token concerned has expired already. */
  revoke(kind: RevocationKind, subject: string, at: number, keepUntil: number): void
  /** `true` when it was alive. */
  end(sid: string, reason: EndReason, now: number, origin?: Origin): boolean
  /** Ends a user's sessions, refuses the user's tokens without one and the links that wait in the outbox; gives how many sessions it ended. */
  endAll(userId: UserId, reason: EndReason, now: number, exceptSid?: string, origin?: Origin): number
  /** Tokens of this user stay valid, but the row is read for each until they have been replaced. */
  markUserStale(userId: UserId, now: number): void
}

export interface TokenLifetimes {
  /** Milliseconds for which any token of a user can live on. */
  readonly longestToken: number
  /** Milliseconds for which an access token can live on. */
  readonly accessToken: number
}

export function createSessionEffects(db: Database, lifetimes: TokenLifetimes): SessionEffects {
  const sql = prepareStatements(db)

  const audit = ({ event, at, userId, sid, reason, origin }: AuditRow) => {
    const about = [userId ?? null, sid ?? null, reason ?? null]
    sql.audit.run(at, event, ...about, origin?.address ?? null, origin?.traceId ?? null)
  }
  const revoke: SessionEffects['revoke'] = (kind, subject, at, keepUntil) => {
    if (keepUntil > at) sql.revoke.run(kind, subject, at, keepUntil)
  }
  const close = (rows: readonly Row[], reason: EndReason, now: number, origin?: Origin) => {
    for (const row of rows) {
      const sid = String(row.sid)
      revoke('sid', sid, now, Number(row.tokens_until))
      audit({ event: 'session.ended', at: now, userId: toUserId(row.user_id), sid, reason, origin })
    }
    return rows.length
  }

  return {
    audit,
    revoke,
    end: (sid, reason, now, origin) => close(sql.end.all(now, reason, sid), reason, now, origin) === 1,
    endAll(userId, reason, now, exceptSid, origin) {
      sql.refuseForeign.run(now, userId)
      sql.dropMails.run(userId)
      revoke('user-before', String(userId), now, now + lifetimes.longestToken)
      return close(sql.endAll.all(now, reason, userId, exceptSid ?? ''), reason, now, origin)
    },
    markUserStale: (userId, now) => revoke('user-stale', String(userId), now, now + lifetimes.accessToken),
  }
}

function prepareStatements(db: Database) {
  return {
    audit: db.prepare(
      'INSERT INTO audit (at, event, user_id, sid, reason, address, trace) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ),
    revoke: db.prepare('INSERT INTO revocations (kind, subject, at, keep_until) VALUES (?, ?, ?, ?)'),
    end: db.prepare(`
      UPDATE sessions SET ended_at = ?, end_reason = ? WHERE sid = ? AND ended_at IS NULL
      RETURNING sid, user_id, tokens_until`),
    endAll: db.prepare(`
      UPDATE sessions SET ended_at = ?, end_reason = ? WHERE user_id = ? AND sid <> ? AND ended_at IS NULL
      RETURNING sid, user_id, tokens_until`),
    // A link that was asked for before, and would be made under what holds after it.
    dropMails: db.prepare("DELETE FROM outbox WHERE user_id = ? AND kind IN ('email_change', 'password_reset')"),
    refuseForeign: db.prepare('UPDATE users SET tokens_not_before = ? WHERE id = ?'),
  }
}
