/** What a permission asks for and no setting declares or turns on: a misspelt word would refuse everyone but superusers. */
import type { Permission } from '../../permissions/permission.ts'
import { nearestName } from '../../settings/nearest-name.ts'
import { knownPermissions } from '../../settings/roles-of.ts'
import type { Settings } from '../../settings/settings.ts'

export type PolicySettings = Pick<Settings, 'permissions' | 'roles' | 'organizations' | 'organizationRoles'>

interface Fault {
  readonly what: string
  readonly fix: string
}

/** Without `permissions` in the settings every permission is known; a role has to be in `roles`. */
export function findPolicyFaults(
  permissions: readonly Pick<
    Permission,
    'name' | 'permissionNames' | 'roleNames' | 'asksOrganization' | 'organizationRoleNames'
  >[],
  settings: PolicySettings,
): readonly Fault[] {
  const known = knownPermissions(settings)
  const roles = Object.keys(settings.roles ?? {})
  const asked = permissions.flatMap(({ permissionNames = [] }) => permissionNames)
  const askedRoles = permissions.flatMap(({ roleNames = [] }) => roleNames)
  const organizationRoles = Object.keys(settings.organizationRoles)
  const askedThere = permissions.flatMap(({ organizationRoleNames = [] }) => organizationRoleNames)
  const inOrganizations = permissions.filter(({ asksOrganization }) => asksOrganization === true)
  return [
    ...(settings.organizations === 'on' ? [] : inOrganizations).map(({ name }) => ({
      what: `asks ${name}, and organizations are off`,
      fix: "set organizations: 'on'",
    })),
    ...(settings.permissions === undefined ? [] : unknownIn(asked, known)).map(name => ({
      what: `asks for ${name}, which permissions does not declare`,
      fix: correction(name, known, `add '${name}' to permissions`),
    })),
    ...unknownIn(askedRoles, roles).map(name => ({
      what: `asks for the role ${name}, which roles does not have`,
      fix: correction(name, roles, `add it: roles: { ${name}: [] }`),
    })),
    ...unknownIn(askedThere, organizationRoles).map(name => ({
      what: `asks for the role ${name} of organizations, which organizationRoles does not have`,
      fix: correction(name, organizationRoles, `add it: organizationRoles: { ${name}: [] }`),
    })),
  ]
}

function unknownIn(names: readonly string[], known: readonly string[]): readonly string[] {
  return [...new Set(names)].filter(name => !known.includes(name))
}

function correction(name: string, known: readonly string[], add: string): string {
  const nearest = nearestName(name, known)
  return nearest === undefined ? add : `write ${nearest}, or ${add}`
}
