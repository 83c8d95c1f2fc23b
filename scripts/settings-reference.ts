/**
 * Writes the reference page of all settings from their rows: name, environment, unit, default and sentence stand there
 * once, so the page cannot say anything else than the product does.
 */

import { socialRows } from '../src/features/social/settings/rows.ts'
import type { SettingName } from '../src/settings/settings.ts'
import { accountRows } from '../src/settings/subjects/accounts.ts'
import { browserRows } from '../src/settings/subjects/browsers.ts'
import { limitRows } from '../src/settings/subjects/limits.ts'
import { mailRows } from '../src/settings/subjects/mail.ts'
import { operationRows } from '../src/settings/subjects/operations.ts'
import { serializerRows } from '../src/settings/subjects/serializers.ts'
import { serverRows } from '../src/settings/subjects/server.ts'
import { sessionRows } from '../src/settings/subjects/sessions.ts'
import { tokenRows } from '../src/settings/subjects/tokens.ts'
import { transportRows } from '../src/settings/subjects/transport.ts'
import { environmentName, type SettingRow, settingNames, settingRow } from '../src/settings.ts'

const intro = `# Settings

Written by \`npm run docs\` from [src/settings/subjects](../../src/settings/subjects): change a row, not this page.

The environment is stronger than \`.env\`, \`.env\` than \`latchkey.config.ts\`, and that than the default. Spans are
written \`'15m'\`, \`'7 days'\` or as a number of seconds; lists in the environment are words with commas between them; \`none\`
there is what \`null\` is in the file. An unknown name or an impossible value refuses to start, with every fault listed at once.
What stands under "compat" is the default under \`compat: 'simplejwt'\`, where it differs ([why](../compat.md)).
`

const groups: readonly (readonly [title: string, rows: Readonly<Record<string, SettingRow>>])[] = [
  ['The process', serverRows],
  ['Tokens', tokenRows],
  ['Answers of the token endpoints', serializerRows],
  ['Sessions', sessionRows],
  ['Accounts and passwords', accountRows],
  ['Browsers', browserRows],
  ['Limits', limitRows],
  ['Mail', mailRows],
  ['Sign-in with other providers', socialRows],
  ['Operations', operationRows],
  ['Connections', transportRows],
]

/** The whole page. Throws when a setting stands in no group. */
export function settingsReference(): string {
  const grouped = groups.flatMap(([, rows]) => Object.keys(rows))
  const stray = settingNames.filter(name => !grouped.includes(name))
  if (stray.length > 0) throw new Error(`settings without a group on the reference page: ${stray.join(', ')}`)
  return [intro, ...groups.map(([title, rows]) => section(title, rows))].join('\n')
}

function section(title: string, rows: Readonly<Record<string, SettingRow>>): string {
  const names = settingNames.filter(name => Object.hasOwn(rows, name))
  return `## ${title}\n\n${names.map(entry).join('\n')}`
}

function entry(name: SettingName): string {
  const row = settingRow(name)
  const spelt = isCode(row) ? ['the configuration file alone'] : [code(environmentName(name))]
  const alias = row.alias === undefined ? [] : [code(`SIMPLE_JWT.${row.alias}`)]
  const facts = [...spelt, ...alias, ...valuesOf(row), ...defaultsOf(row)]
  return `### ${name}\n\n${row.doc}\n\n${facts.join(' · ')}\n`
}

function isCode({ kind }: SettingRow): boolean {
  return kind === 'function' || kind === 'functions' || kind === 'definition'
}

function valuesOf(row: SettingRow): readonly string[] {
  const { kind, choices, unit, min, max } = row
  const lead = { list: 'some of', functions: 'functions named' } as Readonly<Record<string, string>>
  const words = choices === undefined ? [] : [`${lead[kind] ?? 'one of'} ${choices.map(code).join(', ')}`]
  const limits = [min === undefined ? [] : [`at least ${min}`], max === undefined ? [] : [`at most ${max}`]]
  const off = row.nullable === true ? ['`null` switches it off'] : []
  return [...words, ...(unit === undefined ? [] : [unit]), ...limits.flat(), ...off]
}

function defaultsOf(row: SettingRow): readonly string[] {
  const own = row.required === true ? 'has to be given' : `default ${shown(row.default)}`
  return row.compat === undefined ? [own] : [own, `compat ${shown(row.compat)}`]
}

function shown(value: unknown): string {
  return value === undefined ? 'not set' : code(JSON.stringify(value).replaceAll('"', "'"))
}

/** In backquotes, so that nothing of it is read as a mark. */
function code(text: string): string {
  return `\`${text}\``
}
