/**
 * The organization that a request is about: named by the path or by a header, and asked of the store at every request. A
 * token says nothing of it, so who was removed a moment ago is no member any more, and two tabs do not share one.
 */
import type { UserId } from '../kernel/user-id.ts'
import type { ProblemCode } from '../problems.ts'
import type { Principal } from '../users/principal.ts'
import { definePermission } from './define-permission.ts'
import type { PermissionQuestion, PrincipalPermission } from './permission.ts'

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

/** The right of a member by their role, in the organization that the request names: `orgPermission('project.edit')`. */
export function orgPermission(right: string): PrincipalPermission {
  return ofOrganization(`OrgPermission(${right})`, organization => organization.hasRight(right))
}

/** Members of one of these roles. It does NOT ask what the roles may: `orgPermission` does. */
export function orgRole(...roles: readonly [string, ...string[]]): PrincipalPermission {
  return ofOrganization(`OrgRole(${roles.join(', ')})`, ({ role }) => roles.includes(role))
}

/** Every member, whatever the role. */
export const isMember: PrincipalPermission = ofOrganization('IsMember', () => true)

/** A permission that depends on the method may look for itself. */
export function ofOrganization(
  name: string,
  allows: (organization: ActingOrganization, method: string) => boolean,
): PrincipalPermission {
  return definePermission(
    name,
    async question => {
      const found = await ask(question)
      if (typeof found === 'string' || !allows(found, question.method)) return false
      admitted.set(question.principal, found)
      return true
    },
    {
      requiresPrincipal: true,
      asksOrganization: true,
      refusedBecause: async question => {
        const found = await ask(question)
        return typeof found === 'string' ? found : undefined
      },
    },
  )
}

async function ask({ organization }: PermissionQuestion): Promise<OrganizationAnswer> {
  if (organization === undefined) throw new TypeError("a permission asks for an organization: set organizations: 'on'")
  return await organization()
}

const admitted = new WeakMap<Principal, ActingOrganization>()

/**
 * The organization of a request that `orgPermission`, `orgRole` or `isMember` admitted. Throws for any other request: where
 * `anyOf` may admit without one, ask `findOrganization`.
 */
export function organizationOf(principal: Principal): ActingOrganization {
  const organization = findOrganization(principal)
  if (organization === undefined)
    throw new TypeError('no permission has asked for an organization: add orgPermission(...) to those of the route')
  return organization
}

/** The same, and `undefined` where no such permission admitted the request. */
export function findOrganization(principal: Principal): ActingOrganization | undefined {
  return admitted.get(principal)
}
