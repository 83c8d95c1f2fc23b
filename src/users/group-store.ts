/** Groups of users, and the permissions of groups and users. A permission is a string: `shop.add_product`. */
import type { Origin } from '../kernel/origin.ts'
import type { UserId } from '../kernel/user-id.ts'

export interface Group {
  readonly name: string
  readonly members: number
  readonly permissions: readonly string[]
}

/** The groups of a user, and the permissions from these groups and of the user alone. Superusers have all, whatever is here. */
export interface UserGrants {
  readonly groups: readonly string[]
  readonly permissions: readonly string[]
}

/**
 * `now` is in milliseconds since 1970; `by` says who acts, and from where. A change writes an audit row. Only `flows/admin`
 * calls what changes something.
 */
export interface GroupStore {
  list(): Promise<readonly Group[]>
  create(name: string, now: number, by?: Origin): Promise<'created' | 'duplicate'>
  delete(name: string, now: number, by?: Origin): Promise<'deleted' | 'gone'>
  /** `unchanged`: the user is a member already. */
  addMember(name: string, user: UserId, now: number, by?: Origin): Promise<GroupOutcome>
  removeMember(name: string, user: UserId, now: number, by?: Origin): Promise<GroupOutcome>
  grant(name: string, permission: string, now: number, by?: Origin): Promise<GroupOutcome>
  revoke(name: string, permission: string, now: number, by?: Origin): Promise<GroupOutcome>
  /** Grants to the user directly, in addition to the groups: Django's `user_permissions`. */
  grantUser(user: UserId, permission: string, now: number, by?: Origin): Promise<UserGrantOutcome>
  revokeUser(user: UserId, permission: string, now: number, by?: Origin): Promise<UserGrantOutcome>
  /** Permissions of the user's groups and of the user, sorted, without duplicates. */
  grantsOf(user: UserId): Promise<UserGrants>
  /** Each permission that a group or a user has, sorted: what an operator can mean. */
  listPermissions(): Promise<readonly string[]>
}

export type UserGrantOutcome = 'done' | 'unchanged' | 'unknown_user'
export type GroupOutcome = UserGrantOutcome | 'unknown_group'

/** Django's `app_label.codename`. */
export function isPermissionName(text: string): boolean {
  return /^[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*$/i.test(text) && text.length <= 200
}
