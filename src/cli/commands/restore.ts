/**
 * `latchkey restore FILE`: the database becomes what a backup holds. Whoever signed out after the backup was taken
 * would be signed in again, so every session of it ends, unless the operator says that nothing happened in between.
 */
import { resolve } from 'node:path'
import { systemClock } from '../../ports/defaults/clock.ts'
import { operationsOf } from '../../stores/operations.ts'
import type { Command } from '../command.ts'
import { loadCommandSettings, withStore } from '../load.ts'
import { operatorOrigin } from '../operator.ts'

export const restoreCommand: Command = {
  name: 'restore',
  summary: 'Put a backup back. The server must not run.',
  operands: ['FILE'],
  options: {
    config: { type: 'string' },
    force: { type: 'boolean' },
    'keep-sessions': { type: 'boolean' },
    json: { type: 'boolean' },
  },
  help: [
    ['--force', 'replace the database that is there; it is kept beside the new one'],
    ['--keep-sessions', 'leave everybody signed in, also who signed out after the backup was taken'],
    ['--config FILE', 'the configuration file (latchkey.config.ts unless given)'],
    ['--json', 'what was done, as JSON'],
  ],
  async run(surroundings, values) {
    const { ui, cwd } = surroundings
    const settings = await loadCommandSettings(surroundings, values)
    const { name: database, putBack } = operationsOf(settings.databaseUrl, cwd)
    const replaced = putBack(resolve(cwd, String(values.FILE)), { replaces: values.force === true })
    const ended = await withStore(surroundings, settings, async ({ sessions }) =>
      values['keep-sessions'] === true ? 0 : await sessions.endEvery('restored', systemClock.now(), operatorOrigin()),
    )
    if (values.json === true) ui.json({ database, replaced: replaced ?? null, endedSessions: ended })
    else ui.say(`Restored ${database}. Sessions ended: ${ended}.`)
    if (replaced !== undefined) ui.hint(`What was there is now ${replaced}.`)
    return 0
  },
}
