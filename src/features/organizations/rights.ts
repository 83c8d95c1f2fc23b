/** What roles of organizations may do: Latchkey's own rights, those of the application, and how far each role reaches. */
import { ownerRole } from './owner-role.ts'
import type { Authority } from './store.ts'

/** The roles of the setting `organizationRoles`, owners first. `*` is every right. */
export type OrganizationRoles = Readonly<Record<string, readonly string[]>>

/** What the built-in rows ask for. An application adds rights of its own: `project.edit`. */
export const organizationRights = [
  'organization.edit',
  'organization.delete',
  'members.view',
  'members.edit',
  'members.invite',
] as const

export type OrganizationRight = (typeof organizationRights)[number]

/** A role that the configuration has no more has no right. */
export function hasRight(roles: OrganizationRoles, role: string, right: string): boolean {
  const rights = Object.hasOwn(roles, role) ? roles[role] : undefined
  return rights !== undefined && (rights.includes('*') || rights.includes(right))
}

/** Which roles have the right, and how far each of them reaches. */
export function authorityFor(roles: OrganizationRoles, right: OrganizationRight): Authority {
  const having = Object.keys(roles).filter(role => hasRight(roles, role, right))
  return Object.fromEntries(having.map(role => [role, reachOf(roles, role)]))
}

/**
 * Owners reach all; others the roles that may do no more than they may (privilege escalation), and no owner. A role that
 * the configuration has no more is reached by owners alone.
 */
export function reachOf(roles: OrganizationRoles, role: string): 'all' | readonly string[] {
  if (role === ownerRole) return 'all'
  return Object.entries(roles)
    .filter(([other, rights]) => other !== ownerRole && rights.every(right => hasRight(roles, role, right)))
    .map(([other]) => other)
}

/** The highest role below owners: the first one that the configuration lists. */
export function roleAfterOwner(roles: OrganizationRoles): string {
  return Object.keys(roles).find(role => role !== ownerRole) ?? ownerRole
}

/** Every right of the role by its name: Latchkey's own first, then those that the configuration names. */
export function rightsOf(roles: OrganizationRoles, role: string): readonly string[] {
  const named = Object.values(roles).flat()
  const every = new Set([...organizationRights, ...named.filter(right => right !== '*').toSorted()])
  return [...every].filter(right => hasRight(roles, role, right))
}

/** The roles that a member of this one may give to others, and take from them. */
export function rolesWithin(roles: OrganizationRoles, role: string): readonly string[] {
  const reach = reachOf(roles, role)
  return reach === 'all' ? Object.keys(roles) : reach
}
