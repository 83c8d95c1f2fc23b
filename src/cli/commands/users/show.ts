/** `latchkey users show USER`: one account, with its groups, its permissions and the number of its sessions. */
import { accountJson } from '../../account-members.ts'
import { configHelp, userHelp, withAccount } from '../../accounts.ts'
import type { Command } from '../../command.ts'
import { shownGrants } from '../../shown-grants.ts'

export const usersShowCommand: Command = {
  name: 'users show',
  summary: 'Show an account.',
  operands: ['USER'],
  options: { config: { type: 'string' }, json: { type: 'boolean' } },
  help: [userHelp, configHelp, ['--json', 'the account, as JSON']],
  run: (surroundings, values) =>
    withAccount(surroundings, values, async ({ ui, auth }, user) => {
      const { groups, sessions: live, clock, settings } = auth.system
      const grants = shownGrants(settings, await groups.grantsOf(user.id))
      const sessions = (await live.listLive(user.id, clock.now())).length
      const shown = { ...accountJson(user), ...grants, sessions }
      if (values.json) ui.json(shown)
      else {
        const [first = ['', ''], ...rest] = Object.entries(shown).map(([name, value]) => [name, wordOf(name, value)])
        ui.table(first, rest)
      }
      return 0
    }),
}

function wordOf(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.join(', ')
  if (value !== null) return String(value)
  return name === 'last_login' ? 'never' : ''
}
