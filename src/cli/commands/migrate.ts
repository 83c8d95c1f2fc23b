/** `latchkey migrate`: brings the database's schema up to date. */
import { loadSettings } from '../../server/config/load-settings.ts'
import { openStore } from '../../stores/open-store.ts'
import { operationsOf } from '../../stores/operations.ts'
import type { Command } from '../command.ts'

export const migrateCommand: Command = {
  name: 'migrate',
  summary: "Bring the database's schema up to date.",
  options: { config: { type: 'string' }, json: { type: 'boolean' } },
  help: [
    ['--config FILE', 'the configuration file (default: latchkey.config.ts)'],
    ['--json', 'the steps taken, as JSON'],
  ],
  async run({ ui, env, cwd }, { config, json }) {
    const settings = await loadSettings({ env, cwd, ...(typeof config === 'string' ? { configFile: config } : {}) })
    const { name: database } = operationsOf(settings.databaseUrl, cwd)
    const store = openStore(settings.databaseUrl, settings, {}, cwd)
    const { migrated } = store
    await store.close()
    if (json) ui.json({ database, migrated })
    else if (migrated.length === 0) ui.say('Nothing to do: the schema is up to date.')
    else ui.say(migrated.map(({ number, name }) => `Applied ${number}: ${name}`))
    return 0
  },
}
