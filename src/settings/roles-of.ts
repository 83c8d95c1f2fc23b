/** The roles of the settings, with `blog.*` written out, and the permissions that are known. */
import { adminPermissions } from '../kernel/admin-permissions.ts'
import type { Role } from '../users/group-store.ts'
import type { Settings } from './settings.ts'

type RoleSettings = Pick<Settings, 'permissions' | 'roles'>

/** `undefined` where the settings say nothing of roles, as opposed to: there are none. */
export function rolesOf(settings: RoleSettings): readonly Role[] | undefined {
  if (settings.roles === undefined) return undefined
  const known = knownPermissions(settings)
  return Object.entries(settings.roles).map(([name, words]) => ({
    name,
    permissions: [...new Set(words.flatMap(word => expand(word, known)))],
  }))
}

/** Those that the settings declare, and those of the admin API. */
export function knownPermissions({ permissions = [] }: Pick<Settings, 'permissions'>): readonly string[] {
  return [...permissions, ...adminPermissions]
}

/** `blog.*`: what is known of the app. Every other word stands for itself. */
export function expand(word: string, known: readonly string[]): readonly string[] {
  if (!word.endsWith('.*')) return [word]
  const app = word.slice(0, -1)
  return known.filter(permission => permission.startsWith(app))
}
