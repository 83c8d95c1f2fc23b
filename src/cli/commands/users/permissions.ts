/** `latchkey users grant` and `revoke`: a permission of one account alone, beside what its groups give it. */
import { isPermissionName } from '../../../users/group-store.ts'
import { configHelp, nameOf, userHelp, withAccount } from '../../accounts.ts'
import type { Command } from '../../command.ts'

export const usersGrantCommand = permissionCommand('grant', 'Give an account a permission of its own.', 'has')
export const usersRevokeCommand = permissionCommand(
  'revoke',
  'Take a permission of its own from an account; what its groups give stays.',
  'has no more of its own:',
)

function permissionCommand(word: 'grant' | 'revoke', summary: string, says: string): Command {
  return {
    name: `users ${word}`,
    summary,
    operands: ['USER', 'PERMISSION'],
    options: { config: { type: 'string' }, json: { type: 'boolean' } },
    help: [
      userHelp,
      ['PERMISSION', 'a word of the form app_label.codename, such as shop.add_product'],
      configHelp,
      ['--json', 'all that the account may then do, and its groups, as JSON'],
    ],
    run: (surroundings, values) =>
      withAccount(surroundings, values, async ({ ui, auth }, user) => {
        const permission = String(values.PERMISSION)
        if (!isPermissionName(permission)) {
          ui.failure(`"${permission}" is not of the form app_label.codename.`, 'Such as shop.add_product.')
          return 1
        }
        const { groups, clock, origin } = auth.system
        const verb = word === 'grant' ? 'grantUser' : 'revokeUser'
        await groups[verb](user.id, permission, clock.now(), origin)
        if (values.json) ui.json(await groups.grantsOf(user.id))
        else ui.say(`${nameOf(user)} ${says} ${permission}.`)
        return 0
      }),
  }
}
