/** What users are in organizations, for permissions: see permissions/organization.ts. */
import type { Memberships } from '../../permissions/acting-organization.ts'
import type { Settings } from '../../settings/settings.ts'
import { hasRight } from './rights.ts'
import type { OrganizationStore } from './store.ts'

export function createMemberships(
  { organizationRoles: roles }: Pick<Settings, 'organizationRoles'>,
  organizations: Pick<OrganizationStore, 'membershipOf'>,
): Memberships {
  return {
    async find(key, userId) {
      const membership = await organizations.membershipOf(key, userId)
      if (membership === undefined) return undefined
      const { organization, role } = membership
      const { id, slug, name } = organization
      return { id, slug, name, role, hasRight: right => hasRight(roles, role, right) }
    },
  }
}
