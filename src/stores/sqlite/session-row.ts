/** Reads the rows of sessions. */
import type { EndReason, Session } from '../../sessions/session.ts'
import { sessionIds, tokenIds } from '../rows/packed-id.ts'
import { toMoment, toUserId } from '../rows/row.ts'
import type { Row } from './database.ts'

/** What a session is read from. */
export const sessionColumns =
  'sessions.*, (SELECT a.text FROM user_agents a WHERE a.id = sessions.user_agent_id) AS user_agent'

export function toSid({ sid }: Row): string {
  return sessionIds.unpack(sid)
}

export function toSession(row: Row): Session {
  const exp = Number(row.current_exp)
  return {
    id: toSid(row),
    userId: toUserId(row.user_id),
    startedAt: Number(row.started_at),
    lastUsedAt: Number(row.last_used_at),
    expiresAt: exp * 1000,
    endedAt: toMoment(row.ended_at),
    endReason: row.end_reason as EndReason | null,
    current: { jti: tokenIds.unpack(row.current_jti), iat: Number(row.current_iat), exp },
    previous:
      row.previous_jti === null
        ? null
        : { jti: tokenIds.unpack(row.previous_jti), replacedAt: Number(row.previous_replaced_at) },
    generation: Number(row.generation),
    factors: String(row.authenticated_by).split(' '),
    address: String(row.address),
    userAgent: String(row.user_agent ?? ''),
  }
}
