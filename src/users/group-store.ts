/** Groups of users, and the permissions of groups and users. A permission is a string: `shop.add_product`. */
import type { Origin } from '../kernel/origin.ts'
import type { UserId } from '../kernel/user-id.ts'

export interface Group {
  /** Never given twice: a deleted group's is not another's. */
  readonly id: number
  readonly name: string
  readonly members: number
  readonly permissions: readonly string[]
}

/** The groups of a user, and the permissions from these groups and of the user alone. Superusers have all, whatever is here. */
export interface UserGrants {
  readonly groups: readonly string[]
  readonly permissions: readonly string[]
}

/** What an operator edits of a user: the groups, and the permissions that were granted to the user directly. Sorted by name. */
export interface OwnGrants {
  readonly groups: readonly { readonly id: number; readonly name: string }[]
  readonly permissions: readonly string[]
}

/** What an operator changes of a group at once. Absent members stay as they are. */
export interface GroupChanges {
  readonly name?: string | undefined
  /** All that it is to have: the others are revoked. */
  readonly permissions?: readonly string[] | undefined
}

/** `duplicate`: another group has the name, and nothing was changed. */
export type GroupChangeOutcome =
  | { readonly outcome: 'saved' | 'unchanged'; readonly group: Group }
  | { readonly outcome: 'duplicate' | 'gone' }

/**
 * `now` is in milliseconds since 1970; `by` says who acts, and from where. A change writes an audit row. Only `flows/admin`
 * calls what changes something.
 */
export interface GroupStore {
  list(): Promise<readonly Group[]>
  find(id: number): Promise<Group | undefined>
  create(name: string, now: number, by?: Origin): Promise<'created' | 'duplicate'>
  delete(name: string, now: number, by?: Origin): Promise<'deleted' | 'gone'>
  /** In one transaction and one audit row, with what was there before. Its members hear of it. */
  update(id: number, changes: GroupChanges, now: number, by?: Origin): Promise<GroupChangeOutcome>
  /** `unchanged`: the user is a member already. */
  addMember(name: string, user: UserId, now: number, by?: Origin): Promise<GroupOutcome>
  removeMember(name: string, user: UserId, now: number, by?: Origin): Promise<GroupOutcome>
  grant(name: string, permission: string, now: number, by?: Origin): Promise<GroupOutcome>
  revoke(name: string, permission: string, now: number, by?: Origin): Promise<GroupOutcome>
  /** Grants to the user directly, in addition to the groups: Django's `user_permissions`. */
  grantUser(user: UserId, permission: string, now: number, by?: Origin): Promise<UserGrantOutcome>
  revokeUser(user: UserId, permission: string, now: number, by?: Origin): Promise<UserGrantOutcome>
  /**
   * Exactly these groups, in one transaction: an audit row of the names before and after, and one for each group that is
   * joined or left. `unknown_group`: one of them, and nothing was changed.
   */
  setUserGroups(user: UserId, groupIds: readonly number[], now: number, by?: Origin): Promise<GroupOutcome>
  /** Grants exactly these permissions to the user directly, in one transaction and one audit row. */
  setUserPermissions(user: UserId, permissions: readonly string[], now: number, by?: Origin): Promise<UserGrantOutcome>
  /** Empty for a user who is not there. */
  ownGrantsOf(user: UserId): Promise<OwnGrants>
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
