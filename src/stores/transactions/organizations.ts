/** Implements the OrganizationStore port: organizations are created, changed and deleted here. */

import type { Organization } from '../../features/organizations/organization.ts'
import { ownerRole } from '../../features/organizations/owner-role.ts'
import type {
  MemberAction,
  NewOrganization,
  OrganizationChange,
  OrganizationDeletion,
  OrganizationOutcome,
  OrganizationStore,
  OrganizationTexts,
} from '../../features/organizations/store.ts'
import type { AuditChanges } from '../../ports/audit.ts'
import { foldEmail } from '../../users/email.ts'
import { acceptAsNewcomer, acceptInvitation, declineInvitation } from './accept-invitation.ts'
import { actIn, record } from './act-in-organization.ts'
import { unlessInUse } from './delete-user.ts'
import { markStale } from './effects.ts'
import { invite, renewInvitation, revokeInvitation } from './invitations.ts'
import { leave, listMembers, removeMember, setMemberRole, transferOwnership } from './organization-members.ts'
import type { Runner, Steps, Tx } from './transaction.ts'

export function createOrganizationStore({ read, browse, write }: Runner): OrganizationStore {
  return {
    create: organization => write(tx => createOrganization(tx, organization)),
    membershipOf: (key, userId) => read(tx => tx.findMembership(key, userId)),
    listOf: userId => read(tx => tx.listMemberships(userId)),
    listMembers: (id, query) => browse(tx => listMembers(tx, id, query)),
    update: (id, texts, action) => write(tx => updateAsMember(tx, id, texts, action)),
    delete: (id, action) => unlessInUse(write(tx => deleteAsMember(tx, id, action))),
    setRole: (id, userId, role, action) => write(tx => setMemberRole(tx, id, userId, role, action)),
    removeMember: (id, userId, action) => write(tx => removeMember(tx, id, userId, action)),
    leave: (id, userId, change) => write(tx => leave(tx, id, userId, change)),
    transfer: (id, to, role, action) => write(tx => transferOwnership(tx, id, to, role, action)),
    invite: invitation => write(tx => invite(tx, invitation)),
    renewInvitation: (id, invitationId, renewal) => write(tx => renewInvitation(tx, id, invitationId, renewal)),
    revokeInvitation: (id, invitationId, action) => write(tx => revokeInvitation(tx, id, invitationId, action)),
    listInvitations: id => read(tx => tx.listInvitations(id)),
    listInvitationsTo: (email, now) => read(tx => tx.listInvitationsTo(foldEmail(email), now)),
    findInvitation: id => read(tx => tx.findInvitation(id)),
    accept: acceptance => write(tx => acceptInvitation(tx, acceptance)),
    acceptAsNewcomer: acceptance => write(tx => acceptAsNewcomer(tx, acceptance)),
    decline: (id, email, change) => write(tx => declineInvitation(tx, id, email, change)),
  }
}

function* createOrganization(
  tx: Tx,
  { id, slug, name, owner, limit, now, by }: NewOrganization,
): Steps<'created' | 'duplicate' | 'too_many' | 'unknown_user'> {
  if ((yield* tx.lockUser(owner)) === undefined) return 'unknown_user'
  if (limit !== undefined && (yield* tx.countRolesOf(owner, ownerRole)) >= limit) return 'too_many'
  if (!(yield* tx.insertOrganization({ id, slug, name, createdAt: now }))) return 'duplicate'
  yield* tx.insertMember(id, owner, ownerRole, now)
  const changes = { slug: [null, slug], name: [null, name] } as const
  yield* record(tx, id, { event: 'organization.created', userId: owner, changes }, { now, by })
  return 'created'
}

function* updateAsMember(
  tx: Tx,
  id: string,
  texts: OrganizationTexts,
  action: MemberAction,
): Steps<OrganizationOutcome> {
  const acting = yield* actIn(tx, id, action)
  if (typeof acting === 'string') return { outcome: acting }
  return yield* updateOrganization(tx, acting.organization, texts, action)
}

export type Updated = Exclude<OrganizationOutcome, { readonly outcome: 'not_member' | 'forbidden' }>

/** `before` is locked. */
export function* updateOrganization(
  tx: Tx,
  before: Organization,
  { slug = before.slug, name = before.name }: OrganizationTexts,
  change: OrganizationChange,
): Steps<Updated> {
  const organization = { ...before, slug, name }
  const changes: AuditChanges = {
    ...(slug === before.slug ? {} : { slug: [before.slug, slug] }),
    ...(name === before.name ? {} : { name: [before.name, name] }),
  }
  if (Object.keys(changes).length === 0) return { outcome: 'unchanged', organization }
  if (!(yield* tx.updateOrganization(organization))) return { outcome: 'duplicate' }
  yield* record(tx, before.id, { event: 'organization.changed', changes }, change)
  return { outcome: 'saved', organization }
}

function* deleteAsMember(tx: Tx, id: string, action: MemberAction): Steps<OrganizationDeletion> {
  const acting = yield* actIn(tx, id, action)
  return typeof acting === 'string' ? acting : yield* deleteOrganization(tx, acting.organization, action)
}

/** Locked. Its members are told, so that their sockets are asked again; its invitations end. */
export function* deleteOrganization(
  tx: Tx,
  { id, slug, name }: Organization,
  change: OrganizationChange,
): Steps<'deleted' | 'in_use'> {
  const members = yield* tx.listMemberIds(id)
  if ((yield* tx.deleteOrganization(id)) === 'in_use') return 'in_use'
  for (const userId of members) yield* markStale(tx, userId, change.now)
  const changes = { slug: [slug, null], name: [name, null], members: [members.length, 0] } as const
  yield* record(tx, id, { event: 'organization.deleted', changes }, change)
  return 'deleted'
}
