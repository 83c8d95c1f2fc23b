/** `latchkey stats`: how much goes on, by days in UTC, as the first page of the console shows it. */
import { showStats } from '../../features/admin/shown-stats.ts'
import { createStats, mostDays, usualDays } from '../../features/admin/stats.ts'
import { configHelp, withAccounts } from '../accounts.ts'
import type { Command } from '../command.ts'
import type { Ui } from '../ui.ts'

export const statsCommand: Command = {
  name: 'stats',
  summary: 'Count logins, failures and new accounts by days, and what there is now.',
  options: { config: { type: 'string' }, days: { type: 'string' }, json: { type: 'boolean' } },
  help: [
    ['--days NUMBER', `today and the days before it: ${usualDays} by default, up to ${mostDays}`],
    configHelp,
    ['--json', '{"days", "now"}, as GET /api/admin/stats/ has them'],
  ],
  async run(surroundings, values) {
    const { ui } = surroundings
    const days = values.days === undefined ? usualDays : /^\d{1,3}$/.test(String(values.days)) ? Number(values.days) : 0
    if (days < 1 || days > mostDays) {
      ui.failure(`--days must be a number from 1 to ${mostDays}.`, 'See: latchkey stats --help')
      return 2
    }
    return await withAccounts(surroundings, values, async ({ auth }) => {
      const stats = showStats(auth.system.settings, await createStats()(auth.system, days))
      if (values.json === true) ui.json(stats)
      else tell(ui, stats)
      return 0
    })
  },
}

const heading = ['day', 'logins', 'failed logins', 'new accounts', 'refusals', 'ended sessions', 'dropped mails']

function tell(ui: Ui, { days, now }: ReturnType<typeof showStats>): void {
  const rows = days.map(each => [
    each.day,
    ...[
      each.logins,
      each.failed_logins,
      each.registrations,
      each.refusals,
      each.ended_sessions,
      each.dropped_mails,
    ].map(count => (count === null ? 'not recorded' : String(count))),
  ])
  ui.table(heading, rows)
  const facts = [
    ['live sessions', now.live_sessions],
    ['accounts', now.accounts],
    ['waiting mails', now.waiting_mails],
  ] as const
  const said = facts.map(([name, { value, is_exact }]) => `${name} ${value}${is_exact ? '' : ' or more'}`)
  ui.say(`Now: ${said.join(', ')}.`)
}
