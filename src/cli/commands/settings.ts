/** `latchkey settings [NAME]`: what is set and where, as the console shows it. A secret is only said to be there. */
import { showSettings } from '../../auth/shown-settings.ts'
import type { ShownSetting } from '../../features/admin/installation.ts'
import { standIn } from '../../server/config/missing-secret.ts'
import { nearestName } from '../../settings/nearest-name.ts'
import { settingNames, settingRow } from '../../settings.ts'
import { configHelp, type Values } from '../accounts.ts'
import { shorten } from '../cells.ts'
import type { Command, ExitCode } from '../command.ts'
import { loadCommand } from '../load.ts'
import type { Ui } from '../ui.ts'

export const settingsCommand: Command = {
  name: 'settings',
  summary: 'Show which settings are set, and where.',
  operands: ['[NAME]'],
  options: {
    config: { type: 'string' },
    all: { type: 'boolean' },
    search: { type: 'string' },
    json: { type: 'boolean' },
  },
  help: [
    ['NAME', 'one setting in full: accessTokenLifetime, or its variable LATCHKEY_ACCESS_TOKEN_LIFETIME'],
    ['--all', 'those too that have their default'],
    ['--search TEXT', 'of all settings those whose name, variable or explanation has the text'],
    configHelp,
    ['--json', '{"results"} as GET /api/admin/settings/ has them; with NAME one of them'],
  ],
  async run(surroundings, values) {
    const { ui } = surroundings
    if (values.NAME !== undefined && (values.all === true || values.search !== undefined)) {
      ui.failure('NAME shows one setting, so --all and --search exclude it.', 'See: latchkey settings --help')
      return 2
    }
    const { settings } = await loadCommand(surroundings, values)
    const shown = showSettings(settings).map(withoutStandIn)
    return values.NAME === undefined ? list(ui, shown, values) : showOne(ui, shown, String(values.NAME), values)
  },
}

/** The secret with which a command works that signs nothing is no setting of the installation. */
function withoutStandIn(setting: ShownSetting): ShownSetting {
  return setting.source === standIn ? { ...setting, value: null, source: 'default' } : setting
}

function list(ui: Ui, settings: readonly ShownSetting[], { all, search, json }: Values): ExitCode {
  const wanted = typeof search === 'string' ? search.toLowerCase() : undefined
  const isShown = (setting: ShownSetting) => {
    if (wanted !== undefined) return textOf(setting).includes(wanted)
    return all === true || setting.source !== 'default'
  }
  const results = settings.filter(isShown)
  if (json === true) ui.json({ results })
  else if (results.length > 0) ui.table(['setting', 'value', 'from', 'default'], results.map(rowOf))
  else ui.say(wanted === undefined ? 'Every setting has its default.' : 'No setting has this text.')
  return 0
}

function textOf({ name, variable }: ShownSetting): string {
  return [name, variable, ...docOf(name)].join('\n').toLowerCase()
}

function rowOf({ name, value, source, default: usual }: ShownSetting): readonly string[] {
  return [name, shorten(wordOf(value)), source ?? 'unknown', shorten(wordOf(usual))]
}

function showOne(ui: Ui, settings: readonly ShownSetting[], named: string, { json }: Values): ExitCode {
  const setting = settings.find(({ name, variable }) => name === named || variable === named)
  if (setting === undefined) {
    const near = nearestName(named, [...settingNames, ...settings.map(({ variable }) => variable)])
    const fix = near === undefined ? 'See: latchkey settings --all' : `Did you mean ${near}?`
    ui.failure(`There is no setting "${named}".`, fix)
    return 1
  }
  if (json === true) ui.json(setting)
  else {
    const { name, variable, value, source, default: usual } = setting
    const rows = [
      ['variable', variable],
      ['value', wordOf(value)],
      ['from', source ?? 'unknown'],
      ['default', wordOf(usual)],
      ['meaning', ...docOf(name)],
    ]
    ui.table(['setting', name], rows)
  }
  return 0
}

function docOf(named: string): readonly string[] {
  return settingNames.filter(name => name === named).map(name => settingRow(name).doc)
}

function wordOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
