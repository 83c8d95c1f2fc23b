/** What the store knows of a refresh token, and its status, without rotating it. Read-only. */
import type { UserId } from '../../kernel/user-id.ts'
import type { NamedUser, TokenFacts, TokenQuestion, TokenStatus } from '../../sessions/store.ts'
import { isAlive, isRefused } from '../../sessions/token-status.ts'
import type { PresentedToken } from '../../tokens/presented-token.ts'
import { loginKey } from '../../users/login-key.ts'
import type { NamedRow } from './token-fact-statements.ts'
import type { Steps, Tx } from './transaction.ts'

export function* findTokenFacts(tx: Tx, { presented, sid, user }: TokenQuestion): Steps<TokenFacts> {
  return yield* tx.findTokenFacts(presented.jti, sid, user && rowOf(tx, user))
}

function rowOf({ rules }: Tx, user: NamedUser): NamedRow {
  return 'id' in user ? user : { key: loginKey(rules.login, user.login) }
}

export function* findTokenStatus(
  tx: Tx,
  sid: string | undefined,
  userId: UserId | undefined,
  presented: PresentedToken,
): Steps<TokenStatus> {
  if (yield* tx.isSpent(presented.jti)) return 'spent'
  if (sid !== undefined) {
    const session = yield* tx.findSession(sid)
    return session !== undefined && isAlive(session, userId) ? 'live' : 'gone'
  }
  const notBefore = userId === undefined ? 0 : yield* tx.tokensNotBefore(userId)
  return isRefused(notBefore, presented) ? 'gone' : 'live'
}
