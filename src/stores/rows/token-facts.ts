/** Reads the row of what is known of a presented token. */
import type { TokenFacts } from '../../sessions/store.ts'
import type { UserColumn } from '../../users/user-fields.ts'
import { type Row, toMoment, toUserId } from './row.ts'
import { toUser } from './user.ts'

/** `sid`: the session that was asked for. A session that is not there has no user, and a user no id. */
export function toTokenFacts(columns: readonly UserColumn[], row: Row, sid: string | undefined): TokenFacts {
  const isFound = (id: unknown) => id !== null && id !== undefined
  return {
    isSpent: Boolean(row.is_spent),
    session: sid !== undefined && isFound(row.session_user_id) ? toPresentedSession(row, sid) : undefined,
    user: isFound(row.id) ? toUser(columns, row) : undefined,
    tokensNotBefore: Number(row.tokens_not_before ?? 0),
  }
}

function toPresentedSession(row: Row, id: string): TokenFacts['session'] {
  return {
    id,
    userId: toUserId(row.session_user_id),
    startedAt: Number(row.started_at),
    endedAt: toMoment(row.ended_at),
    // Dialects may leave out what most sessions have.
    factors: String(row.authenticated_by ?? 'password').split(' '),
  }
}
