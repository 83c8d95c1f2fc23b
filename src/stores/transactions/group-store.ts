/** Implements the GroupStore port. */
import type { GroupStore } from '../../users/group-store.ts'
import * as groups from './groups.ts'
import type { Runner } from './transaction.ts'

export function createGroupStore({ read, browse, write }: Runner): GroupStore {
  return {
    list: () => browse(groups.listGroups),
    create: (name, now, by) => write(tx => groups.createGroup(tx, name, { now, by })),
    delete: (name, now, by) => write(tx => groups.deleteGroup(tx, name, { now, by })),
    addMember: (name, user, now, by) => write(tx => groups.addMember(tx, name, user, { now, by })),
    removeMember: (name, user, now, by) => write(tx => groups.removeMember(tx, name, user, { now, by })),
    grant: (name, permission, now, by) => write(tx => groups.grantToGroup(tx, name, permission, { now, by })),
    revoke: (name, permission, now, by) => write(tx => groups.revokeFromGroup(tx, name, permission, { now, by })),
    grantUser: (user, permission, now, by) => write(tx => groups.grantToUser(tx, user, permission, { now, by })),
    revokeUser: (user, permission, now, by) => write(tx => groups.revokeFromUser(tx, user, permission, { now, by })),
    grantsOf: user => read(tx => tx.findGrants(user)),
    listPermissions: () => read(tx => tx.listPermissions()),
  }
}
