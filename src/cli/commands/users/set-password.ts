/** `latchkey users set-password USER`: a new password without the old one. Every session of the account ends. */
import { unusablePassword } from '../../../flows/register.ts'
import { Secret } from '../../../kernel/secret.ts'
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
    ['--stdin', 'the password is the line on standard input'],
    ['--unusable', 'take the password away: nobody logs in before one is set'],
    configHelp,
    ['--json', 'the id of the account, as JSON'],
  ],
  run: (surroundings, values) =>
    withAccount(surroundings, values, async (scene, user) => {
      const { ui, auth } = scene
      const { directory, hasher, clock, origin } = auth.system
      const chosen = values.unusable === true ? undefined : await readNewPassword(scene, user)
      if (chosen === undefined && values.unusable !== true) return 1
      const stored = chosen === undefined ? unusablePassword(auth.system) : await hasher.hash(chosen)
      const outcome = await directory.setPassword(user.id, new Secret(stored), clock.now(), origin)
      if (outcome === 'gone') {
        ui.failure(`${nameOf(user)} was deleted meanwhile.`)
        return 1
      }
      if (values.json) ui.json({ id: user.id })
      else ui.say(`The password of ${nameOf(user)} is set, and its sessions have ended.`)
      return 0
    }),
}
