/**
 * `latchkey users activate` and `deactivate`. Deactivating logs the user out of a running server as soon as it
 * reads the revocation log: within `revocationAllowance`, a second by default.
 */
import { setUserFlags } from '../../../flows/admin/set-user-flags.ts'
import type { UserFlags } from '../../../users/directory.ts'
import type { User } from '../../../users/user.ts'
import { accountJson } from '../../account-members.ts'
import { type AccountScene, configHelp, nameOf, userHelp, withAccount } from '../../accounts.ts'
import type { Command, ExitCode } from '../../command.ts'

const jsonHelp = ['--json', 'the changed account, as JSON'] as const
const plain = { operands: ['USER'], options: { config: { type: 'string' }, json: { type: 'boolean' } } } as const

export const usersActivateCommand: Command = {
  ...plain,
  name: 'users activate',
  summary: 'Activate an account, so that it can log in again.',
  help: [userHelp, configHelp, jsonHelp],
  run: (surroundings, values) =>
    withAccount(surroundings, values, (scene, user) => setFlags(scene, user, { isActive: true }, 'is active')),
}

export const usersDeactivateCommand: Command = {
  ...plain,
  name: 'users deactivate',
  summary: 'Deactivate an account: it cannot log in, and its sessions end.',
  help: [userHelp, configHelp, jsonHelp],
  run: (surroundings, values) =>
    withAccount(surroundings, values, (scene, user) =>
      setFlags(scene, user, { isActive: false }, 'is inactive, and its sessions have ended'),
    ),
}

async function setFlags(scene: AccountScene, user: User, flags: UserFlags, says: string): Promise<ExitCode> {
  const { ui, auth, actor, values } = scene
  const saved = await setUserFlags(auth.system, actor, user.id, flags)
  if (saved.outcome === 'gone') {
    ui.failure(`${nameOf(user)} has been deleted meanwhile.`)
    return 1
  }
  if (values.json) ui.json(accountJson(saved.user))
  else ui.say(`${nameOf(saved.user)} ${says}.`)
  return 0
}
