/** `latchkey backup FILE`: a copy of the database, while servers go on writing to it. */
import { resolve } from 'node:path'
import { operationsOf } from '../../stores/operations.ts'
import type { Command } from '../command.ts'
import { loadCommandSettings } from '../load.ts'

export const backupCommand: Command = {
  name: 'backup',
  summary: 'Copy the database to a file, while the server runs.',
  operands: ['FILE'],
  options: { config: { type: 'string' }, json: { type: 'boolean' } },
  help: [
    ['--config FILE', 'the configuration file (latchkey.config.ts unless given)'],
    ['--json', 'where the copy is, as JSON'],
  ],
  async run(surroundings, values) {
    const { ui, cwd } = surroundings
    const settings = await loadCommandSettings(surroundings, values)
    const backup = resolve(cwd, String(values.FILE))
    operationsOf(settings.databaseUrl, cwd).backUp(backup)
    if (values.json === true) ui.json({ backup })
    else ui.say(backup)
    ui.hint('It holds password hashes, and not the signing secret: keep both, apart from each other.')
    return 0
  },
}
