/** `latchkey users providers` and `unlink`: the accounts of providers with which an account signs in. */
import { showUserProvider } from '../../../features/admin/providers.ts'
import { unlinkUserProvider } from '../../../features/social/flows/admin/unlink-user-provider.ts'
import { configHelp, nameOf, userHelp, withAccount } from '../../accounts.ts'
import { quoteForShell } from '../../banner.ts'
import { minuteOf } from '../../cells.ts'
import type { Command } from '../../command.ts'
import { sayKnown } from '../../known-names.ts'

export const usersProvidersCommand: Command = {
  name: 'users providers',
  summary: 'List the accounts of providers that are linked to an account.',
  operands: ['USER'],
  options: { config: { type: 'string' }, json: { type: 'boolean' } },
  help: [userHelp, configHelp, ['--json', 'as GET /api/admin/users/{id}/providers/ has them']],
  run: (surroundings, values) =>
    withAccount(surroundings, values, async ({ ui, auth }, user) => {
      const { socialAccounts, settings } = auth.system
      const linked = (await socialAccounts.listOf(user.id)).map(each => showUserProvider(settings, each))
      if (values.json === true) ui.json(linked)
      else if (linked.length === 0) ui.say(`${nameOf(user)} is linked to no provider.`)
      else {
        const rows = linked.map(({ provider, email, linked_at, last_used_at, is_usable }) => [
          provider,
          email,
          minuteOf(linked_at),
          minuteOf(last_used_at),
          is_usable ? 'yes' : 'no',
        ])
        ui.table(['provider', 'email', 'linked', 'last used', 'in the settings'], rows)
      }
      return 0
    }),
}

export const usersUnlinkCommand: Command = {
  name: 'users unlink',
  summary: 'Remove the link of an account to a provider, the last way in too. Its owner gets a mail.',
  operands: ['USER', 'PROVIDER'],
  options: { config: { type: 'string' }, json: { type: 'boolean' } },
  help: [
    userHelp,
    ['PROVIDER', 'its name in the settings, such as google: see `latchkey users providers`'],
    configHelp,
    ['--json', '{"unlinked"}'],
  ],
  run: (surroundings, values) =>
    withAccount(surroundings, values, async ({ ui, auth, actor }, user) => {
      const provider = String(values.PROVIDER)
      if ((await unlinkUserProvider(auth.system, actor, user.id, provider)) === 'gone') {
        const known = (await auth.system.socialAccounts.listOf(user.id)).map(each => each.provider)
        const fix = known.length === 0 ? 'It is linked to none.' : sayKnown(provider, 'It is linked to', known)
        ui.failure(`${nameOf(user)} is not linked to "${provider}".`, fix)
        return 1
      }
      if (values.json === true) ui.json({ unlinked: provider })
      else {
        ui.say(`${nameOf(user)} is no longer linked to ${provider}.`)
        ui.hint(`Sessions go on: latchkey users end-sessions ${quoteForShell(nameOf(user))} --all`)
      }
      return 0
    }),
}
