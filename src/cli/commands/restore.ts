/**
 * `latchkey restore FILE`: replaces the database with a backup. Users who logged out after the backup was taken would be
 * logged in again, so every session in it ends, unless `--keep-sessions` says that this does not matter. They end in the
 * copy, before it takes its place: a restore that fails or is stopped leaves the old database.
 */
import { resolve } from 'node:path'
import { createAuth, createKeyringOf } from '../../auth.ts'
import { endEverySession } from '../../flows/admin/end-every-session.ts'
import { operationsOf } from '../../stores/operations.ts'
import type { Command } from '../command.ts'
import { loadCommandSettings, withStore } from '../load.ts'
import { findOperator } from '../operator.ts'

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
    const keepsSessions = values['keep-sessions'] === true
    let ended = 0
    const replaced = await putBack(resolve(cwd, String(values.FILE)), {
      replaces: values.force === true,
      keepsMails: keepsSessions,
      prepare: databaseUrl =>
        withStore(surroundings, { ...settings, databaseUrl }, async store => {
          const { system } = await createAuth({ settings, store })
          if (!keepsSessions) ended = await endEverySession(system, findOperator(), 'restored')
        }),
    })
    if (values.json === true) ui.json({ database, replaced: replaced ?? null, endedSessions: ended })
    else ui.say(`Restored ${database}. Sessions ended: ${ended}.`)
    if (replaced !== undefined) ui.hint(`The replaced database is now ${replaced}.`)
    return 0
  },
}
