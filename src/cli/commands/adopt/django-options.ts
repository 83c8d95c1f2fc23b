/** What the commands of an adoption are told about a project: `django.json`, and what its tables do not say. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { LoginChoices } from '../../../django/check/logins.ts'
import { type DjangoSettings, DjangoSettingsError, readDjangoSettings } from '../../../django/django-settings.ts'
import { DjangoMapError, type MapOptions } from '../../../django/map-options.ts'
import type { Values } from '../../read-options.ts'

/** For parseArgs. */
export const djangoOptions = {
  settings: { type: 'string' },
  map: { type: 'string', multiple: true },
  field: { type: 'string', multiple: true },
  'user-table': { type: 'string' },
  login: { type: 'string' },
  'inactive-when': { type: 'string', multiple: true },
  rename: { type: 'string', multiple: true },
  'leave-out': { type: 'string', multiple: true },
  'time-zone': { type: 'string' },
  'username-case': { type: 'string' },
  'email-case': { type: 'string' },
} as const

export const djangoHelp = [
  ['--settings FILE', "the project's settings, as the line of --print-settings-command prints them"],
  ['--map NAME=COLUMN', 'where a member of accounts is: email=mail_addr; can be repeated'],
  ['--field [NAME=]COLUMN', 'carry these own columns, and no others; can be repeated; `none`: none'],
  ['--user-table TABLE', 'the table of users, where nothing refers to it'],
  ['--login NAME', 'what people log in with: username or email'],
  ['--inactive-when COLUMN', 'who has a value there is inactive: deleted_at; `none`: no column says so'],
  ['--rename ID=NAME', 'another login name for a user, here alone; can be repeated'],
  ['--leave-out ID', 'a user who stays behind; can be repeated'],
  ['--time-zone ZONE', 'TIME_ZONE of a project with USE_TZ=False; UTC with USE_TZ=True'],
  ['--username-case CASE', 'exact, or fold: names in another case log in'],
  ['--email-case CASE', 'the same for addresses'],
] as const

export interface DjangoReading {
  readonly settings: DjangoSettings | undefined
  readonly map: MapOptions
  readonly choices: LoginChoices
  readonly isInactiveSaid: boolean
}

/** Throws DjangoMapError. */
export function readDjangoOptions(values: Values, folder: string): DjangoReading {
  const inactive = listOf(values['inactive-when'])
  const fields = listOf(values.field)
  return {
    settings: typeof values.settings === 'string' ? readSettingsFile(resolve(folder, values.settings)) : undefined,
    isInactiveSaid: inactive.length > 0,
    choices: { case: choiceOf(values, 'username-case') ?? choiceOf(values, 'email-case') },
    map: {
      columns: Object.fromEntries(listOf(values.map).map(text => pairOf('--map', text, 'email=mail_addr'))),
      ...(fields.length === 0 ? {} : { fields: fields.filter(text => text !== 'none').map(fieldOf) }),
      ...(inactive.length === 0 ? {} : { inactiveWhen: inactive.filter(text => text !== 'none') }),
      userTable: textOf(values['user-table']),
      login: loginOf(values.login),
      renamed: new Map(listOf(values.rename).map(text => pairOf('--rename', text, '17=jose-2'))),
      leftOut: new Set(listOf(values['leave-out']).map(idOf)),
      timeZone: textOf(values['time-zone']),
    },
  }
}

function readSettingsFile(path: string): DjangoSettings {
  try {
    return readDjangoSettings(readFileSync(path, 'utf8'))
  } catch (error) {
    const fix = 'Make it anew: latchkey adopt django --print-settings-command'
    if (error instanceof DjangoSettingsError) throw new DjangoMapError(`${path} ${error.message}.`, fix)
    throw new DjangoMapError(`${path} cannot be read.`, fix)
  }
}

function listOf(value: Values[string]): readonly string[] {
  return Array.isArray(value) ? value : []
}

function textOf(value: Values[string]): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function pairOf(option: string, text: string, example: string): readonly [string, string] {
  const at = text.indexOf('=')
  if (at > 0 && at < text.length - 1) return [text.slice(0, at), text.slice(at + 1)]
  throw new DjangoMapError(`${option} takes two words with = between them.`, `Write ${option} ${example}.`)
}

function fieldOf(text: string): { readonly name: string; readonly column: string } {
  const [name, column] = text.includes('=') ? pairOf('--field', text, 'phone=phone_number') : [text, text]
  return { name, column }
}

function idOf(text: string): string {
  if (/^-?\d+$|^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) return text
  throw new DjangoMapError('--leave-out takes a number or a UUID.', 'Write the id as the check names it.')
}

function loginOf(value: Values[string]): 'username' | 'email' | undefined {
  if (value === undefined || value === 'username' || value === 'email') return value
  throw new DjangoMapError('--login takes username or email.', 'Where it is another column: --map username=COLUMN.')
}

function choiceOf(values: Values, name: 'username-case' | 'email-case'): 'exact' | 'fold' | undefined {
  const value = values[name]
  if (value === undefined || value === 'exact' || value === 'fold') return value
  throw new DjangoMapError(`--${name} takes exact or fold.`, 'fold: names in another case log in.')
}
