/** Implements the GroupStore port. */
import type { GroupStore } from '../../users/group-store.ts'
import { changeGroup } from './change-group.ts'
import * as groups from './groups.ts'
import { planRoles, syncRoles } from './sync-roles.ts'
import type { Runner } from './transaction.ts'
import { findOwnGrants, setUserGroups, setUserPermissions } from './user-grants.ts'

export function createGroupStore({ read, browse, write }: Runner): GroupStore {
  return {
    list: () => browse(groups.listGroups),
    find: id => browse(tx => groups.findGroup(tx, id)),
    create: (name, now, by) => write(tx => groups.createGroup(tx, name, { now, by })),
    delete: (name, now, by) => write(tx => groups.deleteGroup(tx, name, { now, by })),
    async update(id, changes, now, by) {
      const changed = await write(tx => changeGroup(tx, id, changes, { now, by }))
      if (!('group' in changed)) return changed
      return { ...changed, group: await browse(tx => groups.withMembers(tx, changed.group)) }
    },
    addMember: (name, user, now, by) => write(tx => groups.addMember(tx, name, user, { now, by })),
    removeMember: (name, user, now, by) => write(tx => groups.removeMember(tx, name, user, { now, by })),
    grant: (name, permission, now, by) => write(tx => groups.grantToGroup(tx, name, permission, { now, by })),
    revoke: (name, permission, now, by) => write(tx => groups.revokeFromGroup(tx, name, permission, { now, by })),
    grantUser: (user, permission, now, by) => write(tx => groups.grantToUser(tx, user, permission, { now, by })),
    revokeUser: (user, permission, now, by) => write(tx => groups.revokeFromUser(tx, user, permission, { now, by })),
    setUserGroups: (user, ids, now, by) => write(tx => setUserGroups(tx, user, ids, { now, by })),
    setUserPermissions: (user, permissions, now, by) =>
      write(tx => setUserPermissions(tx, user, permissions, { now, by })),
    ownGrantsOf: user => read(tx => findOwnGrants(tx, user)),
    grantsOf: user => read(tx => tx.findGrants(user)),
    listPermissions: () => read(tx => tx.listPermissions()),
    planRoles: roles => browse(tx => planRoles(tx, roles)),
    syncRoles: (roles, now, by) => write(tx => syncRoles(tx, roles, { now, by })),
  }
}
