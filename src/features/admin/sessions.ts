/** A session as an operator sees it. */
import { z } from 'zod'
import { instantOf } from '../../kernel/instant.ts'
import type { Session } from '../../sessions/session.ts'

const moment = z.iso.datetime()

export const sessionOutput = z.object({
  id: z.string(),
  user_id: z.union([z.int(), z.string()]),
  started_at: moment,
  last_used_at: moment,
  expires_at: moment,
  ended_at: moment.nullable(),
  end_reason: z.string().nullable(),
  is_live: z.boolean(),
  authenticated_by: z.string(),
  address: z.string(),
  user_agent: z.string(),
  refreshes: z.int(),
})

export function showSession(session: Session, now: number) {
  const at = (time: number) => instantOf(new Date(time))
  return {
    id: session.id,
    user_id: session.userId,
    started_at: at(session.startedAt),
    last_used_at: at(session.lastUsedAt),
    expires_at: at(session.expiresAt),
    ended_at: session.endedAt === null ? null : at(session.endedAt),
    end_reason: session.endReason,
    is_live: session.endedAt === null && session.expiresAt > now,
    authenticated_by: session.factors.join(' '),
    address: session.address,
    user_agent: session.userAgent,
    refreshes: session.generation,
  }
}
