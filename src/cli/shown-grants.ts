/** What an account was granted, as commands show it: with its roles where the configuration has some. */
import type { Settings } from '../settings/settings.ts'
import type { UserGrants } from '../users/group-store.ts'

export function shownGrants(
  settings: Pick<Settings, 'roles'>,
  { roles, ...grants }: UserGrants,
): Omit<UserGrants, 'roles'> & { readonly roles?: readonly string[] } {
  return settings.roles === undefined ? grants : { ...grants, roles }
}
