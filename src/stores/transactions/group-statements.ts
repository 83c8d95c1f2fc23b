/** Statements for groups and permissions. Writes return whether they changed anything. */
import type { UserId } from '../../kernel/user-id.ts'
import type { Group, UserGrants } from '../../users/group-store.ts'

export interface GroupStatements {
  listGroups(): readonly Group[]
  findGroup(name: string): Group | undefined
  insertGroup(name: string): boolean
  deleteGroup(name: string): boolean
  addGroupMember(name: string, userId: UserId): boolean
  removeGroupMember(name: string, userId: UserId): boolean
  grantToGroup(name: string, permission: string): boolean
  revokeFromGroup(name: string, permission: string): boolean
  grantToUser(userId: UserId, permission: string): boolean
  revokeFromUser(userId: UserId, permission: string): boolean
  findGrants(userId: UserId): UserGrants
}
