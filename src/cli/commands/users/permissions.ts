/** `latchkey users grant` and `revoke`: a permission of one account, beside those of its groups. */
import { grantUserPermission, revokeUserPermission } from '../../../flows/admin/grant-user-permission.ts'
import { isPermissionName } from '../../../kernel/permission-name.ts'
import { configHelp, nameOf, userHelp, withAccount } from '../../accounts.ts'
import type { Command } from '../../command.ts'
import { knownPermissions, sayPermissions, sayUnknown } from '../../known-names.ts'
import { shownGrants } from '../../shown-grants.ts'

export const usersGrantCommand = permissionCommand('grant', 'Give an account a permission.', 'has')
export const usersRevokeCommand = permissionCommand(
  'revoke',
  'Take a permission from an account. Permissions of its groups stay.',
  'no longer has the direct permission',
)

function permissionCommand(word: 'grant' | 'revoke', summary: string, says: string): Command {
  return {
    name: `users ${word}`,
    summary,
    operands: ['USER', 'PERMISSION'],
    options: { config: { type: 'string' }, json: { type: 'boolean' } },
    help: [
      userHelp,
      ['PERMISSION', 'app_label.codename, such as shop.add_product'],
      configHelp,
      ['--json', 'the permissions and groups that the account then has, as JSON'],
    ],
    run: (surroundings, values) =>
      withAccount(surroundings, values, async ({ ui, auth, actor }, user) => {
        const permission = String(values.PERMISSION)
        const { groups, settings } = auth.system
        const known = await knownPermissions(groups, settings)
        if (!isPermissionName(permission)) {
          ui.failure(`"${permission}" is not of the form app_label.codename.`, sayPermissions(permission, known))
          return 1
        }
        const change = word === 'grant' ? grantUserPermission : revokeUserPermission
        if ((await change(auth.system, actor, user.id, permission)) === 'unknown_user') {
          ui.failure(`${nameOf(user)} has been deleted meanwhile.`)
          return 1
        }
        if (values.json) ui.json(shownGrants(settings, await groups.grantsOf(user.id)))
        else ui.say(`${nameOf(user)} ${says} ${permission}.`)
        if (!values.json) for (const line of sayUnknown(permission, known)) ui.hint(line)
        return 0
      }),
  }
}
