/**
 * `latchkey restore FILE`: the database becomes what a backup holds. Whoever signed out after the backup was taken
 * would be signed in again, so every session of it ends, unless the operator says that nothing happened in between.
 */
import { resolve } from 'node:path'
import { systemClock } from '../../ports/defaults/clock.ts'
import { databasePathOf } from '../../server/assemble.ts'
import { putBack } from '../../stores/sqlite/backup.ts'
import type { SqliteStore } from '../../stores/sqlite/store.ts'
import type { Command } from '../command.ts'
import { loadCommandSettings, withStore } from '../load.ts'

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
    const database = databasePathOf(settings, cwd)
    const replaced = putBack(resolve(cwd, String(values.FILE)), database, { replaces: values.force === true })
    const ended = await withStore(surroundings, settings, async store =>
      values['keep-sessions'] === true ? 0 : await endSessions(store),
    )
    if (values.json === true) ui.json({ database, replaced: replaced ?? null, endedSessions: ended })
    else ui.say(`Restored ${database}. Sessions ended: ${ended}.`)
    if (replaced !== undefined) ui.hint(`What was there is now ${replaced}.`)
    return 0
  },
}

async function endSessions({ database, sessions }: SqliteStore): Promise<number> {
  const now = systemClock.now()
  const open = database.prepare('SELECT sid FROM sessions WHERE ended_at IS NULL').all()
  const ended = open.map(({ sid }) => sessions.end(String(sid), 'restored', now, { address: '', userAgent: '' }))
  return (await Promise.all(ended)).filter(Boolean).length
}
