/** Someone has to be able to make superusers: what an operator does can be refused where it would leave none. */
import type { UserId } from '../../kernel/user-id.ts'
import type { User } from '../../users/user.ts'
import type { Steps, Tx } from './transaction.ts'

/** Locks the user, who is about to be a superuser no more, and first another one, who stays. */
export function* lockUnlessLast(tx: Tx, id: UserId): Steps<User | 'last_superuser' | undefined> {
  const seen = yield* tx.findUser(id)
  const isSafe = isActiveSuperuser(seen) && (yield* tx.lockAnotherSuperuser(id))
  const user = yield* tx.lockUser(id)
  if (isSafe || !isActiveSuperuser(user)) return user
  // Asked again: others may have become superusers meanwhile, and the user too.
  return (yield* tx.lockAnotherSuperuser(id)) ? user : 'last_superuser'
}

function isActiveSuperuser(user: User | undefined): boolean {
  return user?.isActive === true && user.isSuperuser
}
