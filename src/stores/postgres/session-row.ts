/** Reads the rows of sessions. */
import type { EndReason, Session } from '../../sessions/session.ts'
import { tokenIds } from '../rows/packed-id.ts'
import { type Row, toMoment, toUserId } from '../rows/row.ts'
import { unpackAddress } from './packed-address.ts'
import { toSid } from './session-key.ts'

/** What a session is read from. */
export const sessionColumns =
  'sessions.*, (SELECT a.text FROM user_agents a WHERE a.id = sessions.user_agent_id) AS user_agent'

export function toSession(row: Row): Session {
  const exp = Number(row.current_exp)
  const lastUsedAt = Number(row.last_used_at)
  return {
    id: toSid(row),
    userId: toUserId(row.user_id),
    startedAt: Number(row.started_at),
    lastUsedAt,
    expiresAt: exp * 1000,
    endedAt: toMoment(row.ended_at),
    endReason: row.end_reason as EndReason | null,
    current: { jti: tokenIds.unpack(row.current_jti), iat: Number(row.current_iat ?? secondOf(lastUsedAt)), exp },
    previous:
      row.previous_jti === null
        ? null
        : { jti: tokenIds.unpack(row.previous_jti), replacedAt: Number(row.previous_replaced_at ?? lastUsedAt) },
    generation: Number(row.generation),
    factors: String(row.authenticated_by ?? 'password').split(' '),
    address: unpackAddress(row.address),
    userAgent: String(row.user_agent ?? ''),
  }
}

export function secondOf(moment: number): number {
  return Math.floor(moment / 1000)
}
