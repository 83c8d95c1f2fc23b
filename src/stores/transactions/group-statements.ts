/** Statements for groups and permissions. Writes return whether they changed anything. */
import type { UserId } from '../../kernel/user-id.ts'
import type { Group, NamedGrants, OwnGrants, UserGrants } from '../../users/group-store.ts'

export type ListedGroup = Omit<Group, 'members'>

export interface MemberPlace {
  readonly group: number
  readonly user: UserId
}

/** `end`: the last membership of the slice; absent where there are no more. */
export interface MemberCounts {
  readonly counted: readonly { readonly group: number; readonly members: number }[]
  readonly end: MemberPlace | undefined
}

export interface GroupStatements {
  /** In the order of their names; their members are counted by `countMembers`. */
  listGroups(): readonly ListedGroup[]
  /** Counts a slice of the memberships of all groups. */
  countMembers(after: MemberPlace | undefined): MemberCounts
  /** Locks the group: its members and permissions stay until the transaction ends. Every change of a group starts so. */
  lockGroup(name: string): ListedGroup | undefined
  /** Locks those of these that are there, as `lockGroup` does. In the order of their names. */
  lockGroups(ids: readonly number[]): readonly ListedGroup[]
  findGroup(id: number): ListedGroup | undefined
  /** Counts a slice of the memberships of one group. */
  countMembersOf(id: number, after: UserId | undefined): MemberCounts
  listGroupMembers(name: string): readonly UserId[]
  insertGroup(name: string): boolean
  /** Marks the group as a role of the configuration, or takes the mark. */
  markRole(id: number, isRole: boolean): void
  /** Until the transaction ends no other one brings roles in step. */
  lockRoles(): void
  /** `false`: another group has the name. */
  renameGroup(id: number, name: string): boolean
  deleteGroup(name: string): boolean
  addGroupMember(name: string, userId: UserId): boolean
  removeGroupMember(name: string, userId: UserId): boolean
  grantToGroup(name: string, permission: string): boolean
  revokeFromGroup(name: string, permission: string): boolean
  grantToUser(userId: UserId, permission: string): boolean
  revokeFromUser(userId: UserId, permission: string): boolean
  /** In the order of their names. */
  listGroupsOf(userId: UserId): OwnGrants['groups']
  findGrants(userId: UserId): UserGrants
  /** For each of these users, in their order: without the permissions of the groups. */
  findOwnGrants(userIds: readonly UserId[]): readonly NamedGrants[]
  /** Of all groups and users, each once, sorted. */
  listPermissions(): readonly string[]
}
