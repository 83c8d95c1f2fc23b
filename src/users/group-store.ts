/** Groups of users, and the permissions of groups and users. A permission is a string: `shop.add_product`. */
import type { Origin } from '../kernel/origin.ts'
import type { UserId } from '../kernel/user-id.ts'

/** A group of users, and what its members may. */
export interface Group {
  /** Never given twice: a deleted group's is not another's. */
  readonly id: number
  readonly name: string
  readonly members: number
  readonly permissions: readonly string[]
  /** Its name and its permissions are those of a role of the configuration; operators decide only who is in it. */
  readonly isRole: boolean
}

/** A role as the configuration has it: the group of this name has exactly these permissions. */
export interface Role {
  readonly name: string
  readonly permissions: readonly string[]
}

/**
 * What brings the group of one role in step. `adopted`: operators made a group of this name before, and its members stay.
 * `released`: the configuration has no such role any more, so the group is one like any other, without permissions.
 */
export interface RoleChange {
  readonly role: string
  readonly outcome: 'created' | 'adopted' | 'changed' | 'released'
  readonly granted: readonly string[]
  readonly revoked: readonly string[]
  /** Accounts in the group. */
  readonly members: number
}

/** The groups of a user, and the permissions from these groups and of the user alone. Superusers have all, whatever is here. */
export interface UserGrants extends NamedGrants {
  /** Those of the groups that are roles. */
  readonly roles: readonly string[]
}

/** Groups and permissions by their names. */
export interface NamedGrants {
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

/** `duplicate`: another group has the name. `managed`: it is a role of the configuration. In both cases nothing was changed. */
export type GroupChangeOutcome =
  | { readonly outcome: 'saved' | 'unchanged'; readonly group: Group }
  | { readonly outcome: 'duplicate' | 'gone' | 'managed' }

/**
 * `now` is in milliseconds since 1970; `by` says who acts, and from where. A change writes an audit row. Only `flows/admin`
 * calls what changes something.
 */
export interface GroupStore {
  list(): Promise<readonly Group[]>
  find(id: number): Promise<Group | undefined>
  create(name: string, now: number, by?: Origin): Promise<'created' | 'duplicate'>
  delete(name: string, now: number, by?: Origin): Promise<GroupDeletion>
  /** In one transaction and one audit row, with what was there before. Its members hear of it. */
  update(id: number, changes: GroupChanges, now: number, by?: Origin): Promise<GroupChangeOutcome>
  /** `unchanged`: the user is a member already. */
  addMember(name: string, user: UserId, now: number, by?: Origin): Promise<GroupOutcome>
  removeMember(name: string, user: UserId, now: number, by?: Origin): Promise<GroupOutcome>
  grant(name: string, permission: string, now: number, by?: Origin): Promise<GroupGrantOutcome>
  revoke(name: string, permission: string, now: number, by?: Origin): Promise<GroupGrantOutcome>
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
  /** What `syncRoles` would change, by the names of the roles; empty where the groups are in step. Writes nothing. */
  planRoles(roles: readonly Role[]): Promise<readonly RoleChange[]>
  /**
   * Brings the groups of roles in step with the configuration, in one transaction, with an audit row for each group that
   * changes. Of several processes that do so at once one finds work, and the others nothing.
   */
  syncRoles(roles: readonly Role[], now: number, by?: Origin): Promise<readonly RoleChange[]>
}

export type UserGrantOutcome = 'done' | 'unchanged' | 'unknown_user'
export type GroupOutcome = UserGrantOutcome | 'unknown_group'
/** `managed`: the group is a role of the configuration, which decides its permissions. */
export type GroupGrantOutcome = GroupOutcome | 'managed'
export type GroupDeletion = 'deleted' | 'gone' | 'managed'
