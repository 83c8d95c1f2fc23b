/** Reads the rows of organizations, members and invitations. */
import type {
  Invitation,
  Member,
  Membership,
  OpenInvitation,
  Organization,
} from '../../features/organizations/organization.ts'
import type { Placed } from '../transactions/pages.ts'
import { type Row, toUserId } from './row.ts'

/** As `organization_members` and `organization_invitations` are joined with it. */
export const organizationColumns = `
  organizations.id AS organization_id, organizations.slug, organizations.name, organizations.created_at`

export function toOrganization(row: Row): Organization {
  return {
    id: String(row.organization_id ?? row.id),
    slug: String(row.slug),
    name: String(row.name),
    createdAt: Number(row.created_at),
  }
}

export function toPlacedOrganization(row: Row): Placed<Organization> {
  const item = toOrganization(row)
  return { item, place: { key: item.createdAt, id: item.id } }
}

export function toMembership(row: Row): Membership {
  return {
    organization: toOrganization(row),
    userId: toUserId(row.user_id),
    role: String(row.role),
    joinedAt: Number(row.joined_at),
  }
}

export function toPlacedMember(row: Row): Placed<Member> {
  const item: Member = {
    userId: toUserId(row.user_id),
    email: String(row.email),
    username: String(row.username),
    firstName: String(row.first_name),
    lastName: String(row.last_name),
    isActive: row.is_active === true || row.is_active === 1,
    role: String(row.role),
    joinedAt: Number(row.joined_at),
  }
  return { item, place: { key: item.joinedAt, id: String(item.userId) } }
}

export function toInvitation(row: Row): Invitation {
  return {
    id: String(row.id),
    organizationId: String(row.organization_id),
    email: String(row.email),
    role: String(row.role),
    invitedBy: toUserId(row.user_id),
    createdAt: Number(row.invited_at),
    expiresAt: Number(row.expires_at),
  }
}

export function toOpenInvitation(row: Row): OpenInvitation {
  return { ...toInvitation(row), organization: toOrganization(row) }
}
