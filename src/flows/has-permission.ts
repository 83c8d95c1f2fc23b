/**
 * Django's `has_perm`: superusers may everything, others what they or their groups were granted, and an account that
 * is closed may nothing. Asked of the store, never of the token: a permission that was taken away is gone at once.
 */
import type { Needs } from '../system.ts'
import type { User } from '../users/user.ts'

/** `permission` as Django names it: `shop.add_product`. The grants are read once, whatever is asked. */
export function createPermissionCheck({ groups }: Needs<'groups'>, user: () => Promise<User>) {
  let reading: Promise<readonly string[]> | undefined
  return async (permission: string): Promise<boolean> => {
    const { id, isActive, isSuperuser } = await user()
    if (!isActive) return false
    if (isSuperuser) return true
    reading ??= groups.grantsOf(id).then(({ permissions }) => permissions)
    return (await reading).includes(permission)
  }
}
