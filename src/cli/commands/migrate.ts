/** `latchkey migrate`: brings the database's schema up to date. */
import { openStore } from '../../stores/open-store.ts'
import { configHelp } from '../accounts.ts'
import type { Command } from '../command.ts'
import { loadCommand } from '../load.ts'

export const migrateCommand: Command = {
  name: 'migrate',
  summary: "Bring the database's schema up to date.",
  options: { config: { type: 'string' }, json: { type: 'boolean' } },
  help: [configHelp, ['--json', 'the steps taken, as JSON']],
  async run(surroundings, values) {
    const { ui } = surroundings
    const { settings, databaseName: database, migrations } = await loadCommand(surroundings, values)
    const store = await openStore(settings.databaseUrl, settings, { migrations })
    const { migrated } = store
    await store.close()
    if (values.json) ui.json({ database, migrated })
    else if (migrated.length === 0) ui.say('Nothing to do: the schema is up to date.')
    else ui.say(migrated.map(({ number, name }) => `Applied ${number}: ${name}`))
    if (!values.json) ui.hint(`Database: ${database}`)
    return 0
  },
}
