/** The counts of days as operators see them, in a page or in a terminal. */
import type { Settings } from '../../settings/settings.ts'
import type { Bounded, Stats } from './stats.ts'

/** What is not recorded is `null`, not zero. */
export function showStats({ auditRefusals }: Pick<Settings, 'auditRefusals'>, { days, now }: Stats) {
  const recorded = (count: number) => (auditRefusals ? count : null)
  const show = ({ value, isExact }: Bounded) => ({ value, is_exact: isExact })
  return {
    days: days.map(({ day, ...counts }) => ({
      day: new Date(day).toISOString().slice(0, 10),
      ...counts,
      failed_logins: recorded(counts.failed_logins),
      refusals: recorded(counts.refusals),
    })),
    now: { live_sessions: show(now.sessions), accounts: show(now.accounts), waiting_mails: show(now.mails) },
  }
}
