/**
 * `latchkey restore FILE`: replaces the database with a backup. Users who logged out after the backup was taken would be
 * logged in again, so every session in it ends, unless `--keep-sessions` says that this does not matter. They end in the
 * copy, before it takes its place: a restore that fails or is stopped leaves the old database.
 */
import { resolve } from 'node:path'
import { createKeyringOf } from '../../auth/keyring.ts'
import { createAuth } from '../../auth.ts'
import { endEverySession } from '../../flows/admin/end-every-session.ts'
import type { LoadedConfiguration } from '../../server/config/load-settings.ts'
import { openStore } from '../../stores/open-store.ts'
import { operationsOf, takeRestoredDatabase } from '../../stores/operations.ts'
import { configHelp } from '../accounts.ts'
import type { Command, ExitCode } from '../command.ts'
import { forOneCommand, loadCommand } from '../load.ts'
import { findOperator } from '../operator.ts'
import type { Ui } from '../ui.ts'

export const restoreCommand: Command = {
  name: 'restore',
  summary: 'Replace the database with a backup, or take one into use that pg_restore wrote. The server must not run.',
  operands: ['[FILE]'],
  options: {
    config: { type: 'string' },
    force: { type: 'boolean' },
    'keep-sessions': { type: 'boolean' },
    json: { type: 'boolean' },
  },
  help: [
    [
      '--force',
      'replace an existing database, which is kept beside the new one; on PostgreSQL: after a recovery to a point in time',
    ],
    ['--keep-sessions', 'end no session: users who logged out after the backup was taken are logged in again'],
    configHelp,
    ['--json', 'the result, as JSON'],
  ],
  async run(surroundings, values) {
    const { ui, cwd } = surroundings
    const configuration = await loadCommand(surroundings, values)
    const { settings } = configuration
    // With unusable keys the sessions could not be ended, so this fails before anything is replaced.
    createKeyringOf(settings)
    if (values.FILE === undefined) return await takeIntoUse(ui, configuration, values)
    const { name: database, putBack } = operationsOf(settings.databaseUrl, cwd)
    const keepsSessions = values['keep-sessions'] === true
    let ended = 0
    const replaced = await putBack(resolve(cwd, String(values.FILE)), {
      replaces: values.force === true,
      keepsMails: keepsSessions,
      async prepare(databaseUrl) {
        const store = await openStore(databaseUrl, settings, { migrations: configuration.migrations })
        try {
          const { system } = await createAuth({ settings: forOneCommand(settings), store })
          system.signingKeys?.stop()
          if (!keepsSessions) ended = await endEverySession(system, findOperator(), 'restored')
        } finally {
          await store.close()
        }
      },
    })
    if (values.json === true) ui.json({ database, replaced: replaced ?? null, endedSessions: ended })
    else ui.say(`Restored ${database}. Sessions ended: ${ended}.`)
    if (replaced !== undefined) ui.hint(`The replaced database is now ${replaced}.`)
    return 0
  },
}

/** On PostgreSQL, whose own tools have restored the rows. */
async function takeIntoUse(
  ui: Ui,
  { settings, migrations }: Pick<LoadedConfiguration, 'settings' | 'migrations'>,
  values: Parameters<Command['run']>[1],
): Promise<ExitCode> {
  const keepsSessions = values['keep-sessions'] === true
  let ended = 0
  const database = await takeRestoredDatabase(
    settings.databaseUrl,
    settings,
    { migrations },
    {
      isForced: values.force === true,
      keepsSessions,
      async end(store) {
        const { system } = await createAuth({ settings: forOneCommand(settings), store })
        system.signingKeys?.stop()
        ended = await endEverySession(system, findOperator(), 'restored')
      },
    },
  )
  if (database === undefined) {
    ui.failure('The backup is missing.', 'Write: latchkey restore FILE')
    return 2
  }
  if (values.json === true) ui.json({ database, replaced: null, endedSessions: ended })
  else ui.say(`${database} is in use. Sessions ended: ${ended}.`)
  if (!keepsSessions) ui.hint('API keys that were revoked since the backup work again: `latchkey api-keys revoke`.')
  if (settings.keyRotation !== undefined)
    ui.hint('Signing keys that were retired since the backup verify again: `latchkey keys retire`.')
  return 0
}
