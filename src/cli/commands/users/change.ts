/** `latchkey users change USER`: the names, the address, the flags and the application's fields of an account. */
import { changeUser } from '../../../flows/admin/change-user.ts'
import type { UserFlags } from '../../../users/directory.ts'
import type { User } from '../../../users/user.ts'
import { accountJson, memberOptions } from '../../account-members.ts'
import { type AccountScene, configHelp, nameOf, userHelp, type Values, withAccount } from '../../accounts.ts'
import type { Command, ExitCode } from '../../command.ts'
import { readGiven, setHelp, setOption } from '../../given-fields.ts'

const changing = [...Object.keys(memberOptions), 'set', 'staff', 'superuser']

export const usersChangeCommand: Command = {
  name: 'users change',
  summary: 'Change the names, the address, the flags or your fields of an account.',
  operands: ['USER'],
  options: {
    config: { type: 'string' },
    ...memberOptions,
    ...setOption,
    staff: { type: 'string' },
    superuser: { type: 'string' },
    json: { type: 'boolean' },
  },
  help: [
    userHelp,
    ['--email, --username', 'what the account logs in with; a new address is unverified'],
    ['--first_name, --last_name', 'names'],
    setHelp,
    ['--staff yes|no', 'whether the account is staff'],
    ['--superuser yes|no', 'whether the account has every permission'],
    configHelp,
    ['--json', 'the changed account, as JSON'],
  ],
  async run(surroundings, values) {
    const flags = readFlags(values)
    if (flags === 'wrong' || !changing.some(name => values[name] !== undefined)) {
      surroundings.ui.failure(
        'Give what to change: --email, --username, --set NAME=VALUE, --staff yes|no or --superuser yes|no.',
        'See: latchkey users change --help',
      )
      return 2
    }
    return await withAccount(surroundings, values, (scene, user) => change(scene, user, flags))
  },
}

async function change(scene: AccountScene, user: User, flags: UserFlags): Promise<ExitCode> {
  const { ui, auth, actor, values } = scene
  const { system } = auth
  const changes = readGiven(ui, system.settings, values)
  if (changes === undefined) return 1
  const saved = await changeUser(system, actor, user, { ...changes, flags })
  if (saved.outcome === 'duplicate') {
    ui.failure(`That ${system.settings.accounts} is already taken.`, 'See: latchkey users list')
    return 1
  }
  // No superuser has to stay: from the machine another can always be made.
  if (!('user' in saved)) {
    ui.failure(`${nameOf(user)} has been deleted meanwhile.`)
    return 1
  }
  if (values.json) ui.json(accountJson(saved.user))
  else if (saved.outcome === 'unchanged') ui.say(`${nameOf(saved.user)} is so already.`)
  else ui.say(`${nameOf(saved.user)} was changed.`)
  return 0
}

function readFlags({ staff, superuser }: Values): UserFlags | 'wrong' {
  const [isStaff, isSuperuser] = [yesOrNo(staff), yesOrNo(superuser)]
  if (isStaff === 'wrong' || isSuperuser === 'wrong') return 'wrong'
  return { ...(isStaff === undefined ? {} : { isStaff }), ...(isSuperuser === undefined ? {} : { isSuperuser }) }
}

function yesOrNo(value: Values[string]): boolean | undefined | 'wrong' {
  if (value === undefined) return undefined
  return value === 'yes' ? true : value === 'no' ? false : 'wrong'
}
