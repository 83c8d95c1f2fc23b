/**
 * `latchkey flushexpired`: deletes rows that no valid token can refer to any more, in batches, beside a running server. A
 * session is deleted when its refresh token has expired, a sliding one when it cannot be renewed any more. (SimpleJWT's
 * flushexpiredtokens deletes sliding tokens that can still be refreshed, with their blacklist entries.)
 */
import { deleteExpired } from '../../flows/delete-expired.ts'
import { systemClock } from '../../ports/defaults/clock.ts'
import { lastingTimer } from '../../ports/defaults/timer.ts'
import { configHelp } from '../accounts.ts'
import type { Command } from '../command.ts'
import { loadCommand, withStore } from '../load.ts'
import type { Ui } from '../ui.ts'

/** It is asked for, so it works most of the time; a server beside it writes in the rests. */
const rest = 0.5
const progressEveryMs = 100

export const flushExpiredCommand: Command = {
  name: 'flushexpired',
  summary: 'Delete expired sessions, spent tokens, revocations and audit rows.',
  options: { config: { type: 'string' }, json: { type: 'boolean' } },
  help: [configHelp, ['--json', 'the counts, as JSON']],
  async run(surroundings, values) {
    const { ui } = surroundings
    const configuration = await loadCommand(surroundings, values)
    const { settings } = configuration
    // By hand it waits for no one's turn: any number may delete at once.
    const { deleted } = await withStore(surroundings, values, configuration, ({ housekeeping }) =>
      deleteExpired(
        { settings, clock: systemClock, timer: lastingTimer, housekeeping },
        { rest, goesOn: showProgress(ui) },
      ),
    )
    ui.progress(undefined)
    if (values.json) ui.json(deleted)
    else {
      const rows = Object.entries(deleted).map(([what, count]) => [what, String(count)])
      ui.table(['deleted', 'rows'], rows)
    }
    return 0
  },
}

function showProgress(ui: Ui): (rows: number) => boolean {
  const began = performance.now()
  let shownAt = began
  return rows => {
    const now = performance.now()
    if (now - shownAt >= progressEveryMs) {
      shownAt = now
      const rate = Math.round((rows / (now - began)) * 1000)
      ui.progress(`${rows} rows deleted, ${rate} a second`)
    }
    return true
  }
}
