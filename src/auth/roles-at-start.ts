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

const states = {
  created: 'has no group in the database',
  adopted: 'is a group in the database that operators made',
  changed: 'has other permissions in the database',
  released: 'is a role in the database alone',
} as const satisfies Record<RoleChange['outcome'], string>

function describe({ role, outcome }: RoleChange): ConfigurationFault {
  const fix = 'run `latchkey roles sync` (with --dry-run it says what changes), or remove rolesAtStart'
  return { setting: 'roles', source: 'createAuth', what: `: ${role} ${states[outcome]}`, fix }
}
