/** Reads whose session it is. */
import type { SessionOwner } from '../../sessions/store.ts'
import { type Row, toUserId } from './row.ts'

export function toSessionOwner(row: Row): SessionOwner {
  return { userId: toUserId(row.user_id), hasEnded: row.ended_at !== null }
}
