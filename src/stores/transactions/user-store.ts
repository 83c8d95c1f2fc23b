/** Implements the ports UserStore and UserDirectory. */
import { AuthError } from '../../problems.ts'
import type { UserDirectory } from '../../users/directory.ts'
import { loginKey } from '../../users/login-key.ts'
import type { UserStore } from '../../users/store.ts'
import { changeEmail } from './change-email.ts'
import { changePassword } from './change-password.ts'
import { changeUser } from './change-user.ts'
import { createUser } from './create-user.ts'
import { deleteAnyUser, deleteOwnUser, unlessInUse } from './delete-user.ts'
import { disownAccount } from './disown-account.ts'
import { endUserSessions } from './end-user-sessions.ts'
import { isSearch, listUsers } from './list-users.ts'
import { openPasswordLink } from './open-password-link.ts'
import { revertEmail } from './revert-email.ts'
import { setFlags } from './set-flags.ts'
import { setPassword } from './set-password.ts'
import { settleAll } from './settle-search.ts'
import type { Runner } from './transaction.ts'
import { exportUsers, findHolders, importUsers } from './transfer.ts'
import { updateUser } from './update-user.ts'
import { verifyEmail } from './verify-email.ts'

export function createUserStore({ read, write }: Runner): UserStore {
  return {
    findById: id => read(tx => tx.findUser(id)),
    findByLogin: typed => read(tx => tx.findUserByLogin(loginKey(tx.rules.login, typed))),
    create: (user, by, mail) => write(tx => createUser(tx, user, by, mail)),
    update: (id, changes, now, origin, mails) => write(tx => updateUser(tx, { id, changes, now, origin, mails })),
    changePassword: change => write(tx => changePassword(tx, change)),
    verifyEmail: verification => write(tx => verifyEmail(tx, verification)),
    revertEmail: revert => write(tx => revertEmail(tx, revert)),
    disown: request => write(tx => disownAccount(tx, request)),
    changeEmail: change => write(tx => changeEmail(tx, change)),
    upgradePassword: (id, from, to) => unlessFollowing(write(tx => tx.replacePassword(id, from, to))),
    recordLogin: (id, at) => write(tx => tx.recordLogin(id, at)),
    delete: deletion => unlessInUse(write(tx => deleteOwnUser(tx, deletion))),
  }
}

export function createUserDirectory({ read, browse, write }: Runner): UserDirectory {
  return {
    hasUsers: () => read(tx => tx.hasUsers()),
    async list(query) {
      if (isSearch(query)) await settleAll({ read, write })
      return await browse(tx => listUsers(tx, query))
    },
    setFlags: (id, flags, now, by) => write(tx => setFlags(tx, id, flags, now, by)),
    setPassword: assignment => write(tx => setPassword(tx, assignment)),
    openPasswordLink: (id, jti, now, by) => write(tx => openPasswordLink(tx, id, jti, now, by)),
    endSessions: (id, now, by) => write(tx => endUserSessions(tx, id, now, by)),
    delete: (id, now, by, options) => unlessInUse(write(tx => deleteAnyUser(tx, id, { ...options, now, by }))),
    change: (id, changes, now, origin, mails) => write(tx => changeUser(tx, { id, changes, now, origin, mails })),
    import: (users, now, by) => write(tx => importUsers(tx, users, now, by)),
    findHolders: users => read(tx => findHolders(tx, users)),
    export: (after, limit) => browse(tx => exportUsers(tx, after, limit)),
  }
}

/** While a Django project keeps the accounts, their hashes stay as they are there: a login goes on without the upgrade. */
async function unlessFollowing(upgrading: Promise<void>): Promise<void> {
  try {
    await upgrading
  } catch (error) {
    if (!(error instanceof AuthError && error.code === 'adoption_following')) throw error
  }
}
