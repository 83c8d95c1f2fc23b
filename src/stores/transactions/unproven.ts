/**
 * Account pre-hijacking: an impostor who registers the address of another person may open other ways into the account,
 * and wait. While the address is unproven, all of them close when its owner comes. A feature that opens such a way
 * lists here how it is closed.
 */
import type { UserId } from '../../kernel/user-id.ts'
import { closeByApiKeys } from './api-keys.ts'
import { closeBySocialAccounts } from './social.ts'
import type { Steps, Tx } from './transaction.ts'

type Closing = (tx: Tx, userId: UserId, now: number) => Steps<void>

const closings: readonly Closing[] = [closeBySocialAccounts, closeByApiKeys]

export function* endWhatIsUnproven(tx: Tx, userId: UserId, now: number): Steps<void> {
  for (const close of closings) yield* close(tx, userId, now)
}
