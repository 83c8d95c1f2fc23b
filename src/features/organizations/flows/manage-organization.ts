/** An organization is created, renamed and deleted by its members. */
import type { UserId } from '../../../kernel/user-id.ts'
import { problem } from '../../../problems.ts'
import type { Needs } from '../../../system.ts'
import { newOrganizationId, type Organization } from '../organization.ts'
import { authorityFor } from '../rights.ts'
import type { ActionRefusal, OrganizationTexts } from '../store.ts'

type Parts = Needs<'organizations' | 'settings' | 'clock' | 'events' | 'origin'>

/** The caller becomes its owner. `duplicate`: the slug is taken. Throws `organization_limit`, `user_not_found`. */
export async function createOrganization(
  system: Parts & Needs<'random'>,
  owner: UserId,
  texts: Pick<Organization, 'slug' | 'name'>,
): Promise<Organization | 'duplicate'> {
  const { organizations, settings, clock, events, origin, random } = system
  const now = clock.now()
  const organization = { ...texts, id: newOrganizationId(random), createdAt: now }
  const limit = settings.organizationLimit
  const outcome = await organizations.create({ ...organization, owner, limit, now, by: origin })
  if (outcome === 'too_many') throw problem('organization_limit', { evidence: { userId: owner } })
  if (outcome === 'unknown_user') throw problem('user_not_found')
  if (outcome === 'duplicate') return outcome
  events.emit({ name: 'organization.created', userId: owner, data: { organization: organization.id } })
  return organization
}

/** `duplicate`: the slug is taken. Throws `not_found`, `beyond_own_role`. */
export async function changeOrganization(
  { organizations, settings, clock, events, origin }: Parts,
  id: string,
  userId: UserId,
  texts: OrganizationTexts,
): Promise<Organization | 'duplicate'> {
  const may = authorityFor(settings.organizationRoles, 'organization.edit')
  const saved = await organizations.update(id, texts, { as: userId, may, now: clock.now(), by: origin })
  if (saved.outcome === 'duplicate') return saved.outcome
  if (!('organization' in saved)) throw refusalOf(saved.outcome)
  if (saved.outcome === 'saved') events.emit({ name: 'organization.changed', userId, data: { organization: id } })
  return saved.organization
}

/** Its members lose it with their next request. Throws `not_found`, `beyond_own_role`, `organization_in_use`. */
export async function deleteOrganization(
  { organizations, settings, clock, events, origin }: Parts,
  id: string,
  userId: UserId,
): Promise<void> {
  const may = authorityFor(settings.organizationRoles, 'organization.delete')
  const outcome = await organizations.delete(id, { as: userId, may, now: clock.now(), by: origin })
  if (outcome === 'in_use') throw problem('organization_in_use')
  if (outcome !== 'deleted') throw refusalOf(outcome)
  events.emit({ name: 'organization.deleted', userId, data: { organization: id } })
}

/** Of who lost the role, or the membership, between the permission and the action. */
export function refusalOf(outcome: ActionRefusal) {
  return outcome === 'forbidden' ? problem('beyond_own_role') : problem('not_found', { reason: 'organization' })
}
