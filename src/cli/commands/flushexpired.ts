/**
 * `latchkey flushexpired`: deletes rows that no valid token can refer to any more, in batches, beside a running server. A
 * session is deleted when its refresh token has expired, a sliding one when it cannot be renewed any more. (SimpleJWT's
 * flushexpiredtokens deletes sliding tokens that can still be refreshed, with their blacklist entries.)
 */
import { systemClock } from '../../ports/defaults/clock.ts'
import type { Command } from '../command.ts'
import { loadCommandSettings, withStore } from '../load.ts'

export const flushExpiredCommand: Command = {
  name: 'flushexpired',
  summary: 'Delete expired sessions, spent tokens, revocations and audit rows.',
  options: { config: { type: 'string' }, json: { type: 'boolean' } },
  help: [
    ['--config FILE', 'the configuration file (default: latchkey.config.ts)'],
    ['--json', 'the counts, as JSON'],
  ],
  async run(surroundings, values) {
    const { ui } = surroundings
    const settings = await loadCommandSettings(surroundings, values)
    const now = systemClock.now()
    const flushed = await withStore(surroundings, settings, async ({ sessions, audit }) => {
      const { auditRetention: kept } = settings
      const auditRows = kept === null ? 0 : await audit.prune(now - kept * 1000)
      return { ...(await sessions.flushExpired(now - settings.leeway * 1000)), auditRows }
    })
    if (values.json) ui.json(flushed)
    else {
      const rows = Object.entries(flushed).map(([what, count]) => [what, String(count)])
      ui.table(['deleted', 'rows'], rows)
    }
    return 0
  },
}
