/**
 * Who may change whom. Django asks for `auth.change_user` alone, with which a clerk makes a superuser of their own account,
 * or moves another's address to their own mailbox and asks for a new password. Here no one gives, takes or becomes what
 * they do not have themselves.
 */
import type { ProblemCode } from '../../problems.ts'
import type { UserFlags } from '../../users/directory.ts'
import type { Group } from '../../users/group-store.ts'
import type { User } from '../../users/user.ts'

/** An account with what it may, by its groups and itself. */
export interface Person {
  readonly user: User
  /** With its roles, as `rightsOf` writes them. */
  readonly permissions: readonly string[]
}

/** What being in the group is worth. A role opens more than its permissions: rows ask for it by its name. */
export function rightsOf({ name, permissions, isRole }: Pick<Group, 'name' | 'permissions' | 'isRole'>) {
  return [...permissions, ...(isRole ? [roleRight(name)] : [])]
}

/** No permission has a colon. */
export function roleRight(role: string): string {
  return `role:${role}`
}

/** Why a change is refused: a code of the table of problems. `undefined`: it is not. */
export type Refused = ProblemCode | undefined

/**
 * Whether the operator may change the account at all, its sessions and keys included. An account that may more is beyond
 * them: with its address or its password it would be theirs.
 */
export function refusesAccount(operator: Person, target: Person): Refused {
  if (operator.user.isSuperuser || operator.user.id === target.user.id) return undefined
  const isWithin = !target.user.isSuperuser && holdsAll(operator, target.permissions)
  return isWithin ? undefined : 'beyond_own_rights'
}

/** What opens the administration is given and taken by superusers. No one closes their own account or lowers it. */
export function refusesFlags(operator: Person, target: User, flags: UserFlags): Refused {
  const changes = (name: keyof UserFlags) => flags[name] !== undefined && flags[name] !== target[name]
  const isOwn = operator.user.id === target.id
  if (isOwn && (changes('isActive') || changes('isStaff') || changes('isSuperuser'))) return 'own_account'
  const opens = changes('isStaff') || changes('isSuperuser')
  return opens && !operator.user.isSuperuser ? 'beyond_own_rights' : undefined
}

/** Permissions and groups: what is added and what is taken away has to be the operator's own. */
export function refusesGrants(
  operator: Person,
  target: User | undefined,
  before: readonly string[],
  after: readonly string[],
): Refused {
  if (operator.user.isSuperuser) return undefined
  if (operator.user.id === target?.id) return 'own_account'
  const [old, now] = [new Set(before), new Set(after)]
  return holdsAll(operator, [...old.symmetricDifference(now)]) ? undefined : 'beyond_own_rights'
}

/** Deletion. */
export function refusesEnd(operator: Person, target: Person): Refused {
  return operator.user.id === target.user.id ? 'own_account' : refusesAccount(operator, target)
}

function holdsAll({ user, permissions }: Person, wanted: readonly string[]): boolean {
  return user.isSuperuser || wanted.every(permission => permissions.includes(permission))
}

/** An account that begins with flags which only a superuser gives. */
export function refusesNewAccount(operator: Person, { isStaff, isSuperuser }: UserFlags): Refused {
  const opens = isStaff === true || isSuperuser === true
  return opens && !operator.user.isSuperuser ? 'beyond_own_rights' : undefined
}
