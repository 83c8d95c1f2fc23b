/**
 * Django's `has_perm`: superusers may everything, others what they or their groups were granted, and an account that
 * is closed may nothing. Asked of the store, never of the token: a permission that was taken away is gone at once. Roles
 * are asked about in the same way, and the store is read once for both.
 */
import type { Settings } from '../settings/settings.ts'
import type { Needs } from '../system.ts'
import type { Principal } from '../users/principal.ts'
import type { User } from '../users/user.ts'

/** The part of a principal that asks about grants, which are read once, whatever is asked. */
export function createGrantChecks(
  { groups, settings }: Needs<'groups'> & { readonly settings: Pick<Settings, 'roles'> },
  user: () => Promise<User>,
): Pick<Principal, 'hasPermission' | 'hasRole' | 'roles'> {
  let reading: ReturnType<typeof groups.grantsOf> | undefined
  const grants = async () => {
    const { id, isActive, isSuperuser } = await user()
    if (!isActive) return 'none'
    const own = () => {
      reading ??= groups.grantsOf(id)
      return reading
    }
    return { isSuperuser, own }
  }
  return {
    async hasPermission(permission) {
      const found = await grants()
      return found !== 'none' && (found.isSuperuser || (await found.own()).permissions.includes(permission))
    },
    async hasRole(role) {
      const found = await grants()
      // Of no other name: what is no role of the configuration is a mistake, for superusers too.
      if (found === 'none' || !isRole(settings, role)) return false
      return found.isSuperuser || (await found.own()).roles.includes(role)
    },
    async roles() {
      const found = await grants()
      return found === 'none' ? [] : rolesIn(settings, (await found.own()).roles)
    },
  }
}

/** Of the groups that are marked as roles those that the configuration of this process has. */
export function rolesIn(settings: Pick<Settings, 'roles'>, names: readonly string[]): readonly string[] {
  return names.filter(name => isRole(settings, name))
}

function isRole({ roles = {} }: Pick<Settings, 'roles'>, name: string): boolean {
  return Object.hasOwn(roles, name)
}
