/** The status of a refresh token, without rotating it. Read-only. */
import type { UserId } from '../../kernel/user-id.ts'
import type { TokenStatus } from '../../sessions/store.ts'
import type { PresentedToken } from '../../tokens/presented-token.ts'
import { isRefused } from './start-session.ts'
import type { Steps, Tx } from './transaction.ts'

export function* findTokenStatus(
  tx: Tx,
  sid: string | undefined,
  userId: UserId | undefined,
  presented: PresentedToken,
): Steps<TokenStatus> {
  if (yield* tx.isSpent(presented.jti)) return 'spent'
  if (sid !== undefined) {
    const session = yield* tx.findSession(sid)
    return session?.endedAt === null && session.userId === userId ? 'live' : 'gone'
  }
  const notBefore = userId === undefined ? 0 : yield* tx.tokensNotBefore(userId)
  return isRefused(notBefore, presented) ? 'gone' : 'live'
}
