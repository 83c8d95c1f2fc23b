/** Organizations: what the feature adds to an installation. auth.ts lists it. */
import type { Settings } from '../../settings/settings.ts'
import type { Store } from '../../store.ts'
import type { Needs } from '../../system.ts'
import { createMemberships } from './memberships.ts'

export { organizationEndpoints } from './endpoints/organization-endpoints.ts'

interface Given {
  readonly settings: Settings
  readonly store: Store
}

type Parts = Needs<'organizations' | 'organizationDirectory' | 'memberships' | 'findInvitationMail'>

export function organizationParts({ settings, store: { organizations, organizationDirectory } }: Given): Parts {
  const isOn = settings.organizations === 'on'
  return {
    organizations,
    organizationDirectory,
    memberships: isOn ? createMemberships(settings, organizations) : undefined,
    findInvitationMail: async id => (isOn ? await organizations.findInvitation(id) : undefined),
  }
}
