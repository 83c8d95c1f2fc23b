/**
 * `latchkey restore FILE`: replaces the database with a backup. Users who logged out after the backup was taken would be
 * logged in again, so every session in it ends, unless `--keep-sessions` says that this does not matter.
 */
import { resolve } from 'node:path'
import { createKeyringOf } from '../../auth.ts'
import { endEverySession } from '../../flows/admin/end-every-session.ts'
import { operationsOf } from '../../stores/operations.ts'
import { withAccounts } from '../accounts.ts'
import type { Command } from '../command.ts'
import { loadCommandSettings } from '../load.ts'

export const restoreCommand: Command = {
  name: 'restore',
  summary: 'Replace the database with a backup. The server must not run.',
  operands: ['FILE'],
  options: {
    config: { type: 'string' },
    force: { type: 'boolean' },
    'keep-sessions': { type: 'boolean' },
    json: { type: 'boolean' },
  },
  help: [
    ['--force', 'replace an existing database; it is kept beside the new one'],
    ['--keep-sessions', 'end no session: users who logged out after the backup was taken are logged in again'],
    ['--config FILE', 'the configuration file (default: latchkey.config.ts)'],
    ['--json', 'the result, as JSON'],
  ],
  async run(surroundings, values) {
    const { ui, cwd } = surroundings
    const settings = await loadCommandSettings(surroundings, values)
    // With unusable keys the sessions could not be ended, so this fails before anything is replaced.
    createKeyringOf(settings)
    const { name: database, putBack } = operationsOf(settings.databaseUrl, cwd)
    const replaced = putBack(resolve(cwd, String(values.FILE)), { replaces: values.force === true })
    return await withAccounts(surroundings, values, async ({ auth, actor }) => {
      const ended = values['keep-sessions'] === true ? 0 : await endEverySession(auth.system, actor, 'restored')
      if (values.json === true) ui.json({ database, replaced: replaced ?? null, endedSessions: ended })
      else ui.say(`Restored ${database}. Sessions ended: ${ended}.`)
      if (replaced !== undefined) ui.hint(`The replaced database is now ${replaced}.`)
      return 0
    })
  },
}
