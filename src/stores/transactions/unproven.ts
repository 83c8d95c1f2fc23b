/**
 * Account pre-hijacking: an impostor who registers the address of another person may open other ways into the account,
 * and wait. All of them close when the owner comes: with a reset or a login by mail, or with a provider that vouches for the
 * address. A click on the verification mail is not enough: the impostor still knows the password after it. A feature
 * that opens such a way lists here how it is closed.
 */
import type { UserId } from '../../kernel/user-id.ts'
import type { User } from '../../users/user.ts'
import { revokeApiKeysOf } from './api-keys.ts'
import { removeFactors } from './factors.ts'
import type { Steps, Tx } from './transaction.ts'
import { forgetDevicesOf } from './trusted-devices.ts'

type Closing = (tx: Tx, userId: UserId, now: number) => Steps<void>

const closings: readonly Closing[] = [
  // From there an impostor could guess at the owner's new password a hundred times.
  (tx, userId) => tx.forgetAddresses(userId),
  (tx, userId) => tx.deleteSocialAccountsOf(userId),
  (tx, userId, now) => revokeApiKeysOf(tx, userId, now),
  (tx, userId, now) => forgetDevicesOf(tx, userId, now),
]

/**
 * From here on the account is the owner's alone: what was in it goes, unless that was shown before. Second factors too, if
 * the address was not even verified by a click: an impostor could go on signing in with a passkey, and the owner could not.
 * With a click they stay, as a mailbox alone must not take them away.
 */
export function* proveOwner(tx: Tx, { id, emailVerified }: Known, now: number): Steps<void> {
  if ((yield* tx.ownerProvenAt(id)) !== undefined) return
  yield* endWhatIsUnproven(tx, id, now)
  if (!emailVerified) yield* removeFactors(tx, id, { now, by: undefined, mail: undefined })
  yield* tx.setOwnerProven(id, now)
}

/** As it was before the owner came. */
type Known = Pick<User, 'id' | 'emailVerified'>

export function* endWhatIsUnproven(tx: Tx, userId: UserId, now: number): Steps<void> {
  for (const close of closings) yield* close(tx, userId, now)
}
