/** `latchkey users factors` and `reset-factors`: the second factors of an account, and their end where they are lost. */
import { showUserFactors } from '../../../features/admin/factors.ts'
import { resetFactors } from '../../../features/mfa/flows/admin/reset-factors.ts'
import { configHelp, nameOf, userHelp, withAccount } from '../../accounts.ts'
import { quoteForShell } from '../../banner.ts'
import { minuteOf, shorten } from '../../cells.ts'
import type { Command } from '../../command.ts'
import type { Ui } from '../../ui.ts'

type Shown = Awaited<ReturnType<typeof showUserFactors>>

export const usersFactorsCommand: Command = {
  name: 'users factors',
  summary: 'List the second factors of an account, and the browsers that are not asked for one.',
  operands: ['USER'],
  options: { config: { type: 'string' }, json: { type: 'boolean' } },
  help: [userHelp, configHelp, ['--json', 'as GET /api/admin/users/{id}/factors/ has them']],
  run: (surroundings, values) =>
    withAccount(surroundings, values, async ({ ui, auth }, user) => {
      const shown = await showUserFactors(auth.system, user)
      if (values.json === true) ui.json(shown)
      else if (shown.factors.length === 0) ui.say(`${nameOf(user)} has no second factor.`)
      else say(ui, shown)
      return 0
    }),
}

function say(ui: Ui, { factors, recovery_codes: codes, trusted_devices: devices }: Shown): void {
  const rows = factors.map(({ kind, name, created_at, last_used_at }) => [
    kind,
    shorten(name, 40),
    minuteOf(created_at),
    last_used_at === null ? 'never' : minuteOf(last_used_at),
  ])
  ui.table(['factor', 'name', 'added', 'last used'], rows)
  ui.say(`Recovery codes left: ${codes}.`)
  if (devices.length === 0) return
  const trusted = devices.map(({ address, user_agent: agent, last_used_at: at, expires_at: end }) => [
    shorten(agent),
    address,
    minuteOf(at),
    minuteOf(end),
  ])
  ui.table(['trusted browser', 'address', 'last used', 'until'], trusted)
}

export const usersResetFactorsCommand: Command = {
  name: 'users reset-factors',
  summary: 'Remove every second factor of an account whose owner has lost them. The owner gets a mail.',
  operands: ['USER'],
  options: { config: { type: 'string' }, json: { type: 'boolean' } },
  help: [userHelp, configHelp, ['--json', '{"removed"}: how many there were']],
  run: (surroundings, values) =>
    withAccount(surroundings, values, async ({ ui, auth, actor }, user) => {
      const removed = await resetFactors(auth.system, actor, user.id)
      if (removed === 'unknown_user') {
        ui.failure(`${nameOf(user)} has been deleted meanwhile.`)
        return 1
      }
      if (values.json === true) ui.json({ removed })
      else if (removed === 0) ui.say(`${nameOf(user)} had no second factor.`)
      else {
        ui.say(
          `${nameOf(user)} has no second factor any more: ${removed} removed, with recovery codes and trusted browsers.`,
        )
        ui.hint(`Sessions go on: latchkey users end-sessions ${quoteForShell(nameOf(user))} --all`)
      }
      return 0
    }),
}
