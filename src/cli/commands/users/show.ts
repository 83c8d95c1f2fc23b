/** `latchkey users show USER`: one account, with its groups, permissions and how many sessions it has. */
import { systemClock } from '../../../ports/defaults/clock.ts'
import { accountJson } from '../../account-members.ts'
import { configHelp, userHelp, withAccount } from '../../accounts.ts'
import type { Command } from '../../command.ts'

export const usersShowCommand: Command = {
  name: 'users show',
  summary: 'Show an account.',
  operands: ['USER'],
  options: { config: { type: 'string' }, json: { type: 'boolean' } },
  help: [userHelp, configHelp, ['--json', 'the account, as JSON']],
  run: (surroundings, values) =>
    withAccount(surroundings, values, async ({ ui, auth, store }, user) => {
      const grants = await store.groups.grantsOf(user.id)
      const sessions = (await auth.system.sessions.listLive(user.id, systemClock.now())).length
      const shown = { ...accountJson(user), ...grants, sessions }
      if (values.json) ui.json(shown)
      else {
        const [first = ['', ''], ...rest] = Object.entries(shown).map(([name, value]) => [name, wordOf(value)])
        ui.table(first, rest)
      }
      return 0
    }),
}

function wordOf(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ')
  return value === null ? 'never' : String(value)
}
