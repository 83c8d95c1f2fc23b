/** What the caller is in the organization that a request names, as permissions learn it. Types only. */
import type { UserId } from '../kernel/user-id.ts'
import type { ProblemCode } from '../problems.ts'

/** An organization, and what the caller is there. */
export interface ActingOrganization {
  /** The id, which an application keeps in its tables: the slug can change. */
  readonly id: string
  readonly slug: string
  readonly name: string
  /** A role of the setting `organizationRoles`. */
  readonly role: string
  /** Whether the role has the right: `project.edit`, or one of Latchkey's own such as `members.edit`. */
  hasRight(right: string): boolean
}

/** Finds what a user is in an organization, by its id or slug: one read of the store. */
export interface Memberships {
  find(key: string, userId: UserId): Promise<ActingOrganization | undefined>
}

/** `not_found`: there is no such organization, or the caller is no member of it; which of the two is not told. */
export type OrganizationFault = Extract<ProblemCode, 'organization_required' | 'organization_ambiguous' | 'not_found'>

/** What a permission learns of the organization of a request. */
export type OrganizationAnswer = ActingOrganization | OrganizationFault
