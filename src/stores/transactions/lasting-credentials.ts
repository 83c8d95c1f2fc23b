/**
 * Credentials that outlive sessions. They end with the sessions only where the user asks for it. A feature that hands
 * out such credentials lists here how they end.
 */
import type { UserId } from '../../kernel/user-id.ts'
import { audit, type EndOfAll } from './effects.ts'
import type { Steps, Tx } from './transaction.ts'

type Ending = (tx: Tx, userId: UserId, end: EndOfAll) => Steps<void>

const endings: readonly Ending[] = [
  function* endApiKeys(tx, userId, { now, by }) {
    yield* tx.revokeApiKeysOf(userId, now)
    yield* audit(tx, { event: 'api_key.revoked', at: now, userId, reason: 'all' }, by)
  },
]

export function* endLastingCredentials(tx: Tx, userId: UserId, end: EndOfAll): Steps<void> {
  for (const ending of endings) yield* ending(tx, userId, end)
}
