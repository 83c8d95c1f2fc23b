/**
 * Where tokens name users by a name (`userIdField`), a name that changes hands must not take tokens along: what was
 * signed for its earlier owner would open the account of the next (account pre-hijacking).
 */
import type { User } from '../../users/user.ts'
import { type EndOfAll, endAllSessions } from './effects.ts'
import type { Steps, Tx } from './transaction.ts'

/** The owner logs in again, and tokens without a session that were issued so far are refused under the new name. */
export function* followRename(tx: Tx, before: User, after: User, end: Omit<EndOfAll, 'reason'>): Steps<void> {
  const field = tx.rules.namesUsersBy
  if (field === 'id' || before[field] === after[field]) return
  yield* endAllSessions(tx, before.id, { ...end, reason: 'renamed' })
}

/** Tokens that name a new account and are older than it were signed for another owner of the name. */
export function* refuseEarlierTokens(tx: Tx, user: User): Steps<void> {
  if (tx.rules.namesUsersBy !== 'id') yield* tx.setTokensNotBefore(user.id, Date.parse(user.dateJoined))
}
