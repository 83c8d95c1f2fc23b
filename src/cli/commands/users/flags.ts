/**
 * `latchkey users activate`, `deactivate` and `change`: what an account is and may be. Whoever is deactivated is out
 * at once: a server beside this command reads the revocation log within its allowance (a second unless set).
 */
import type { UserFlags } from '../../../users/directory.ts'
import type { User } from '../../../users/user.ts'
import { accountJson } from '../../account-members.ts'
import { type AccountScene, configHelp, nameOf, userHelp, withAccount } from '../../accounts.ts'
import type { Command, ExitCode } from '../../command.ts'

const jsonHelp = ['--json', 'the account as it is now, as JSON'] as const
const plain = { operands: ['USER'], options: { config: { type: 'string' }, json: { type: 'boolean' } } } as const

export const usersActivateCommand: Command = {
  ...plain,
  name: 'users activate',
  summary: 'Let an account log in again.',
  help: [userHelp, configHelp, jsonHelp],
  run: (surroundings, values) =>
    withAccount(surroundings, values, (scene, user) => setFlags(scene, user, { isActive: true }, 'is active')),
}

export const usersDeactivateCommand: Command = {
  ...plain,
  name: 'users deactivate',
  summary: 'End all sessions of an account and let it log in no more.',
  help: [userHelp, configHelp, jsonHelp],
  run: (surroundings, values) =>
    withAccount(surroundings, values, (scene, user) =>
      setFlags(scene, user, { isActive: false }, 'is inactive, and its sessions have ended'),
    ),
}

export const usersChangeCommand: Command = {
  name: 'users change',
  summary: 'Make an account staff or superuser, or no more.',
  operands: ['USER'],
  options: {
    config: { type: 'string' },
    staff: { type: 'string' },
    superuser: { type: 'string' },
    json: { type: 'boolean' },
  },
  help: [
    userHelp,
    ['--staff yes|no', 'whether it opens what is for staff'],
    ['--superuser yes|no', 'whether it may do everything'],
    configHelp,
    jsonHelp,
  ],
  async run(surroundings, values) {
    const [isStaff, isSuperuser] = [yesOrNo(values.staff), yesOrNo(values.superuser)]
    if (isStaff === 'wrong' || isSuperuser === 'wrong' || (isStaff === undefined && isSuperuser === undefined)) {
      surroundings.ui.failure(
        'Say --staff yes or no, --superuser yes or no, or both.',
        'See: latchkey users change --help',
      )
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
  const { ui, auth, values } = scene
  const { directory, clock, origin } = auth.system
  const saved = await directory.setFlags(user.id, flags, clock.now(), origin)
  if (saved.outcome === 'gone') {
    ui.failure(`${nameOf(user)} was deleted meanwhile.`)
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
