/**
 * The organization that a request is about: named by the path or by a header, and asked of the store at every request. A
 * token says nothing of it, so who was removed a moment ago is no member any more, and two tabs do not share one.
 */
import { createAttached } from '../kernel/attached.ts'
import type { Principal } from '../users/principal.ts'
import type { ActingOrganization, OrganizationAnswer } from './acting-organization.ts'
import { definePermission } from './define-permission.ts'
import type { PermissionQuestion, PrincipalPermission } from './permission.ts'

/** The right of a member by their role, in the organization that the request names: `orgPermission('project.edit')`. */
export function orgPermission(right: string): PrincipalPermission {
  return ofOrganization(`OrgPermission(${right})`, organization => organization.hasRight(right))
}

/** Members of one of these roles. It does NOT ask what the roles may: `orgPermission` does. */
export function orgRole(...roles: readonly [string, ...string[]]): PrincipalPermission {
  return ofOrganization(`OrgRole(${roles.join(', ')})`, ({ role }) => roles.includes(role), roles)
}

/** Every member, whatever the role. */
export const isMember: PrincipalPermission = ofOrganization('IsMember', () => true)

/** A permission that depends on the method may look for itself. */
export function ofOrganization(
  name: string,
  allows: (organization: ActingOrganization, method: string) => boolean,
  organizationRoleNames: readonly string[] = [],
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
      organizationRoleNames,
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

const admitted = createAttached<ActingOrganization>('latchkey organization')

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
