/** What permissions are asked about a request. The organization is looked up when a permission asks, once a request. */
import type { OrganizationAnswer } from '../../permissions/acting-organization.ts'
import type { PermissionQuestion } from '../../permissions/permission.ts'
import type { Needs } from '../../system.ts'
import type { Principal } from '../../users/principal.ts'
import type { Incoming } from '../request/message.ts'

/** Where a request names its organization. */
export type Naming = Pick<Incoming, 'params' | 'header'>

type Parts = Needs<'settings' | 'memberships'>

export function createQuestion(
  system: Parts,
  principal: Principal | undefined,
  method: string,
  naming: Naming,
): PermissionQuestion {
  const { memberships } = system
  if (memberships === undefined || principal === undefined) return { principal, method }
  let asking: Promise<OrganizationAnswer> | undefined
  return {
    principal,
    method,
    organization: () => {
      asking ??= findOrganization({ ...system, memberships }, principal, naming)
      return asking
    },
  }
}

/** By path and header: where both are given they have to mean one organization, or a page acts in another than it shows. */
async function findOrganization(
  { settings, memberships }: Parts & { readonly memberships: NonNullable<Parts['memberships']> },
  principal: Principal,
  { params, header }: Naming,
): Promise<OrganizationAnswer> {
  const named = [params?.organization, header(settings.organizationHeader.toLowerCase())]
  const [first, second = first] = named.filter(key => key !== undefined && key !== '')
  if (first === undefined) return 'organization_required'
  const found = await memberships.find(first, principal.id)
  const other = second === first ? found : await memberships.find(second ?? '', principal.id)
  if (found?.id !== other?.id) return 'organization_ambiguous'
  return found ?? (second === first ? 'not_found' : 'organization_ambiguous')
}
