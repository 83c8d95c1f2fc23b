/**
 * Credentials that outlive sessions. They end with the sessions only where the user asks for it. A feature that hands
 * out such credentials lists here how they end.
 */
import type { UserId } from '../../kernel/user-id.ts'
import { revokeApiKeysOf } from './api-keys.ts'
import type { EndOfAll } from './effects.ts'
import type { Steps, Tx } from './transaction.ts'
import { forgetDevicesOf } from './trusted-devices.ts'

type Ending = (tx: Tx, userId: UserId, end: EndOfAll) => Steps<void>

const endings: readonly Ending[] = [
  (tx, userId, { now, by }) => revokeApiKeysOf(tx, userId, now, by),
  (tx, userId, { now, by }) => forgetDevicesOf(tx, userId, now, by),
]

export function* endLastingCredentials(tx: Tx, userId: UserId, end: EndOfAll): Steps<void> {
  for (const ending of endings) yield* ending(tx, userId, end)
}
