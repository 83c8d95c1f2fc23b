/** Statements for organizations. Writes that say `boolean` say whether they changed anything. */
import type {
  Invitation,
  Member,
  Membership,
  OpenInvitation,
  Organization,
} from '../../features/organizations/organization.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { Placed, PlaceWalk } from './pages.ts'

export interface StoredInvitation extends Invitation {
  /** The folded address: see users/email.ts. */
  readonly emailKey: string
}

export interface OrganizationStatements {
  /** Locks it: its members, roles and invitations stay until the transaction ends. Every change of them starts so. */
  lockOrganization(id: string): Organization | undefined
  /** By id or slug. */
  findOrganization(key: string): Organization | undefined
  /** In the order of their creation. */
  listOrganizations(walk: PlaceWalk, limit: number): readonly Placed<Organization>[]
  /** `false`: the slug is taken. */
  insertOrganization(organization: Organization): boolean
  /** `false`: the slug is taken. */
  updateOrganization(organization: Organization): boolean
  /** `in_use`: a foreign key in the application's tables refers to it; nothing was deleted. */
  deleteOrganization(id: string): 'deleted' | 'in_use'

  /** By the id or slug of the organization. */
  findMembership(key: string, userId: UserId): Membership | undefined
  findRole(organizationId: string, userId: UserId): string | undefined
  /** In the order of the organizations' names. */
  listMemberships(userId: UserId): readonly Membership[]
  listMemberIds(organizationId: string): readonly UserId[]
  listMembers(organizationId: string, walk: PlaceWalk, limit: number): readonly Placed<Member>[]
  countOrganizationMembers(organizationId: string): number
  countWithRole(organizationId: string, role: string): number
  countRolesOf(userId: UserId, role: string): number
  insertMember(organizationId: string, userId: UserId, role: string, now: number): boolean
  setMemberRole(organizationId: string, userId: UserId, role: string): void
  deleteMember(organizationId: string, userId: UserId): boolean

  insertInvitation(invitation: StoredInvitation): void
  findInvitation(id: string): OpenInvitation | undefined
  /** The oldest first. */
  listInvitations(organizationId: string): readonly Invitation[]
  listInvitationsTo(emailKey: string, now: number): readonly OpenInvitation[]
  countInvitations(organizationId: string, now: number): number
  extendInvitation(id: string, expiresAt: number): void
  deleteInvitation(id: string): boolean
  /** Of this address. Gives their ids. */
  deleteInvitationsTo(organizationId: string, emailKey: string): readonly string[]
  /** Those that a member wrote. Gives their ids. */
  deleteInvitationsBy(organizationId: string, userId: UserId): readonly string[]
  /** Deletes some that ended before that time. Returns how many. */
  deleteExpiredInvitations(before: number, limit: number): number
}
