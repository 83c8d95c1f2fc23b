/** Implements the ports UserStore and UserDirectory. */
import type { UserDirectory } from '../../users/directory.ts'
import { loginKey } from '../../users/login-key.ts'
import type { UserStore } from '../../users/store.ts'
import { changeEmail } from './change-email.ts'
import { changePassword } from './change-password.ts'
import { createUser } from './create-user.ts'
import { deleteOwnUser, deleteUser, unlessInUse } from './delete-user.ts'
import { disownAccount } from './disown-account.ts'
import { endUserSessions } from './end-user-sessions.ts'
import { revertEmail } from './revert-email.ts'
import { setFlags } from './set-flags.ts'
import { setPassword } from './set-password.ts'
import type { Runner } from './transaction.ts'
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
    upgradePassword: (id, from, to) => write(tx => tx.replacePassword(id, from, to)),
    recordLogin: (id, at) => write(tx => tx.recordLogin(id, at)),
    delete: deletion => unlessInUse(write(tx => deleteOwnUser(tx, deletion))),
  }
}

export function createUserDirectory({ read, write }: Runner): UserDirectory {
  return {
    hasUsers: () => read(tx => tx.hasUsers()),
    list: query => read(tx => tx.listUsers(query)),
    setFlags: (id, flags, now, by) => write(tx => setFlags(tx, id, flags, now, by)),
    setPassword: assignment => write(tx => setPassword(tx, assignment)),
    endSessions: (id, now, by) => write(tx => endUserSessions(tx, id, now, by)),
    delete: (id, now, by) => unlessInUse(write(tx => deleteUser(tx, id, now, by))),
  }
}
