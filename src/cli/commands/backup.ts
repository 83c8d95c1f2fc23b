/** `latchkey backup FILE`: copies the database while servers write to it. */
import { resolve } from 'node:path'
import { operationsOf } from '../../stores/operations.ts'
import { configHelp } from '../accounts.ts'
import type { Command } from '../command.ts'
import { loadCommandSettings } from '../load.ts'

export const backupCommand: Command = {
  name: 'backup',
  summary: 'Copy the database to a file, while the server runs.',
  operands: ['FILE'],
  options: { config: { type: 'string' }, json: { type: 'boolean' } },
  help: [configHelp, ['--json', 'the path of the copy, as JSON']],
  async run(surroundings, values) {
    const { ui, cwd } = surroundings
    const settings = await loadCommandSettings(surroundings, values)
    const backup = resolve(cwd, String(values.FILE))
    operationsOf(settings.databaseUrl, cwd).backUp(backup)
    if (values.json === true) ui.json({ backup })
    else ui.say(backup)
    ui.hint('It contains password hashes, but not the signing secret. Keep both, in different places.')
    return 0
  },
}
