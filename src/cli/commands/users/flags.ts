/**
 * `latchkey users activate`, `deactivate` and `change`. Deactivating logs the user out of a running server as soon as it
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

export const usersChangeCommand: Command = {
  name: 'users change',
  summary: 'Make an account staff or superuser, or take that back.',
  operands: ['USER'],
  options: {
    config: { type: 'string' },
    staff: { type: 'string' },
    superuser: { type: 'string' },
    json: { type: 'boolean' },
  },
  help: [
    userHelp,
    ['--staff yes|no', 'whether the account is staff'],
    ['--superuser yes|no', 'whether the account has every permission'],
    configHelp,
    jsonHelp,
  ],
  async run(surroundings, values) {
    const [isStaff, isSuperuser] = [yesOrNo(values.staff), yesOrNo(values.superuser)]
    if (isStaff === 'wrong' || isSuperuser === 'wrong' || (isStaff === undefined && isSuperuser === undefined)) {
      surroundings.ui.failure('Give --staff yes|no, --superuser yes|no, or both.', 'See: latchkey users change --help')
      return 2
    }
    const flags = {
      ...(isStaff === undefined ? {} : { isStaff }),
      ...(isSuperuser === undefined ? {} : { isSuperuser }),
    }
    return await withAccount(surroundings, values, (scene, user) => setFlags(scene, user, flags, 'was changed'))
  },
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

function yesOrNo(value: string | boolean | undefined): boolean | undefined | 'wrong' {
  if (value === undefined) return undefined
  return value === 'yes' ? true : value === 'no' ? false : 'wrong'
}
