/** `latchkey users set-password USER`: a new password without the old one. Every session ends, and the owner gets a mail. */
import { setUserPassword } from '../../../flows/admin/set-user-password.ts'
import { configHelp, nameOf, userHelp, withAccount } from '../../accounts.ts'
import type { Command } from '../../command.ts'
import { readNewPassword } from '../../new-password.ts'

export const usersSetPasswordCommand: Command = {
  name: 'users set-password',
  summary: 'Set the password of an account and end its sessions.',
  operands: ['USER'],
  options: {
    config: { type: 'string' },
    stdin: { type: 'boolean' },
    unusable: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  help: [
    userHelp,
    ['--stdin', 'read the password from standard input'],
    ['--unusable', 'remove the password: no one can log in until one is set'],
    configHelp,
    ['--json', 'the id of the account, as JSON'],
  ],
  run: (surroundings, values) =>
    withAccount(surroundings, values, async (scene, user) => {
      const { ui, auth, actor } = scene
      const chosen = values.unusable === true ? undefined : await readNewPassword(scene, user)
      if (chosen === undefined && values.unusable !== true) return 1
      const outcome = await setUserPassword(auth.system, actor, user.id, chosen)
      if (outcome === 'gone') {
        ui.failure(`${nameOf(user)} has been deleted meanwhile.`)
        return 1
      }
      if (values.json) ui.json({ id: user.id })
      else ui.say(`The password of ${nameOf(user)} is set, and its sessions have ended.`)
      return 0
    }),
}
