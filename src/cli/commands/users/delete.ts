/** `latchkey users delete USER`: deletes the account and ends its sessions. Its id is never given again. */
import { deleteUser } from '../../../flows/admin/delete-user.ts'
import { configHelp, nameOf, userHelp, withAccount } from '../../accounts.ts'
import type { Command } from '../../command.ts'
import { isConfirmed } from '../../confirm.ts'

export const usersDeleteCommand: Command = {
  name: 'users delete',
  summary: 'Delete an account.',
  operands: ['USER'],
  options: { config: { type: 'string' }, yes: { type: 'boolean' }, json: { type: 'boolean' } },
  help: [
    userHelp,
    ['--yes', 'delete without asking'],
    configHelp,
    ['--json', 'the id of the deleted account, as JSON'],
  ],
  run: (surroundings, values) =>
    withAccount(surroundings, values, async ({ ui, auth, actor }, user) => {
      if (values.yes !== true && !(await isConfirmed(surroundings, `Delete ${nameOf(user)} and end its sessions?`)))
        return 1
      const outcome = await deleteUser(auth.system, actor, user.id)
      if (outcome !== 'deleted') {
        if (outcome === 'in_use')
          ui.failure(`Other tables refer to ${nameOf(user)}.`, 'Deactivate it, or delete them first.')
        else if (outcome === 'last_owner')
          ui.failure(
            `${nameOf(user)} is the last owner of an organization.`,
            'Make another member owner first: latchkey organizations set-role ORGANIZATION USER owner',
          )
        else ui.failure(`${nameOf(user)} was deleted already.`)
        return 1
      }
      if (values.json) ui.json({ id: user.id })
      else ui.say(`Deleted ${nameOf(user)} (id ${user.id}).`)
      return 0
    }),
}
