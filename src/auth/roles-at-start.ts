/** At a start, the groups of the database and the roles of the settings: brought in step, compared, or left alone. */
import { syncRoles } from '../flows/admin/sync-roles.ts'
import { ConfigurationError, type ConfigurationFault } from '../settings/configuration-error.ts'
import { rolesOf } from '../settings/roles-of.ts'
import type { Needs } from '../system.ts'
import type { RoleChange } from '../users/group-store.ts'

/** Throws ConfigurationError where the settings ask for a comparison and something differs. */
export async function keepRoles(system: Needs<'settings' | 'groups' | 'clock' | 'events' | 'origin'>): Promise<void> {
  const { settings, groups } = system
  const roles = rolesOf(settings)
  if (roles === undefined || settings.rolesAtStart === 'off') return
  if (settings.rolesAtStart === 'sync') await syncRoles(system, { kind: 'configuration' }, roles)
  else {
    const faults = (await groups.planRoles(roles)).map(describe)
    if (faults.length > 0) throw new ConfigurationError(faults)
  }
}

const differences = {
  created: role => `names ${role}, which has no group in the database`,
  adopted: role => `names ${role}, which is a group in the database that operators made`,
  changed: role => `gives ${role} other permissions than its group in the database has`,
  released: role => `has no ${role}, which is a role in the database`,
} as const satisfies Record<RoleChange['outcome'], (role: string) => string>

function describe({ role, outcome }: RoleChange): ConfigurationFault {
  const fix = 'run `latchkey roles sync` (with --dry-run it says what changes), or remove rolesAtStart'
  return { setting: 'roles', source: 'createAuth', what: differences[outcome](role), fix }
}
