/** Organizations, members and invitations as the API shows them, and the permissions of its rows. */
import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import { type Call, requirePrincipal } from '../../../http/endpoints/endpoint.ts'
import { instantOf } from '../../../kernel/instant.ts'
import { isAuthenticated } from '../../../permissions/built-in.ts'
import { ofOrganization, organizationOf } from '../../../permissions/organization.ts'
import { type Invitation, type Member, type Membership, type Organization, slugPattern } from '../organization.ts'
import { type OrganizationRight, type OrganizationRoles, rightsOf, rolesWithin } from '../rights.ts'

/** By method; `member`: every member. A method that is not named needs no right either, and has no row. */
export function memberAccess(rights: Readonly<Record<string, OrganizationRight | 'member'>>) {
  const named = Object.entries(rights).map(([method, right]) => `${method}: ${right}`)
  const permission = ofOrganization(`OrganizationAccess(${named.join(', ')})`, (organization, method) => {
    const right = rights[method === 'HEAD' ? 'GET' : method] ?? 'member'
    return right === 'member' || organization.hasRight(right)
  })
  return { authentication: 'any', permissions: [isAuthenticated, permission] } as const
}

/** The organization of the path, and the caller, whom the permission admitted as a member. */
export function actingIn(call: Pick<Call, 'principal'>) {
  const principal = requirePrincipal(call as Call)
  const organization = organizationOf(principal)
  return { principal, organization, organizationId: organization.id, as: principal.id }
}

export const slugField = charField({
  maxLength: 50,
  helpText: 'Lower-case letters, digits and hyphens; unique.',
  validators: [text => (slugPattern.test(text) ? [] : ['Enter a slug of lower-case letters, digits and hyphens.'])],
})
export const nameField = charField({ maxLength: 100 })

/** Unlike a slug, it has letters only, so it tells at once what the message is about. */
export const takenSlug = { slug: ['An organization with this slug already exists.'] }

const id = z.union([z.string(), z.int()])
const instant = z.iso.datetime()

export const organizationOutput = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  created_at: instant,
})

export const membershipOutput = organizationOutput.extend({
  role: z.string().describe('The role of the caller.'),
  joined_at: instant,
})

/** One organization, with what its pages may offer to the caller. */
export const ownMembershipOutput = membershipOutput.extend({
  rights: z.array(z.string()).describe('Of your role.'),
  roles: z.array(z.string()).describe('Those that you may give to others, where you have the right.'),
})

export const memberOutput = z.object({
  id: id.describe('Of the account.'),
  email: z.string(),
  username: z.string(),
  first_name: z.string(),
  last_name: z.string(),
  is_active: z.boolean(),
  role: z.string(),
  joined_at: instant,
})

export const invitationOutput = z.object({
  id: z.string(),
  email: z.string(),
  role: z.string(),
  invited_by: id.describe('The id of an account.'),
  created_at: instant,
  expires_at: instant,
})

/** What a person who was invited sees. */
export const invitedOutput = z.object({
  id: z.string(),
  organization: z.object({ slug: z.string(), name: z.string() }),
  email: z.string().describe('The address that was invited.'),
  role: z.string(),
  invited_by: z.string().describe('The name of the member who invites; untrusted, as it is their own choice.'),
  expires_at: instant,
})

export function showOrganization({ id: key, slug, name, createdAt }: Organization) {
  return { id: key, slug, name, created_at: moment(createdAt) }
}

export function showMembership({ organization, role, joinedAt }: Membership) {
  return { ...showOrganization(organization), role, joined_at: moment(joinedAt) }
}

export function showOwnMembership(roles: OrganizationRoles, membership: Membership) {
  const { role } = membership
  return { ...showMembership(membership), rights: rightsOf(roles, role), roles: rolesWithin(roles, role) }
}

export function showMember({ userId, email, username, firstName, lastName, isActive, role, joinedAt }: Member) {
  const person = { id: userId, email, username, first_name: firstName, last_name: lastName, is_active: isActive }
  return { ...person, role, joined_at: moment(joinedAt) }
}

export function showInvitation({ id: key, email, role, invitedBy, createdAt, expiresAt }: Invitation) {
  return {
    id: key,
    email,
    role,
    invited_by: invitedBy,
    created_at: moment(createdAt),
    expires_at: moment(expiresAt),
  }
}

export function moment(at: number): string {
  return instantOf(new Date(at))
}
