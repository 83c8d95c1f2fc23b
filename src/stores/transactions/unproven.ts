/**
 * Account pre-hijacking: an impostor who registers the address of another person may open other ways into the account,
 * and wait. All of them close when the owner comes: with a reset by mail, or with a provider that vouches for the
 * address. A click on the verification mail is not enough: the impostor still knows the password after it. A feature
 * that opens such a way lists here how it is closed.
 */
import type { UserId } from '../../kernel/user-id.ts'
import { revokeApiKeysOf } from './api-keys.ts'
import type { Steps, Tx } from './transaction.ts'

type Closing = (tx: Tx, userId: UserId, now: number) => Steps<void>

const closings: readonly Closing[] = [
  // From there an impostor could guess at the owner's new password a hundred times.
  (tx, userId) => tx.forgetAddresses(userId),
  (tx, userId) => tx.deleteSocialAccountsOf(userId),
  (tx, userId, now) => revokeApiKeysOf(tx, userId, now),
]

/** From here on the account is the owner's alone: what was in it goes, unless that was shown before. */
export function* proveOwner(tx: Tx, userId: UserId, now: number): Steps<void> {
  if ((yield* tx.ownerProvenAt(userId)) !== undefined) return
  yield* endWhatIsUnproven(tx, userId, now)
  yield* tx.setOwnerProven(userId, now)
}

export function* endWhatIsUnproven(tx: Tx, userId: UserId, now: number): Steps<void> {
  for (const close of closings) yield* close(tx, userId, now)
}
