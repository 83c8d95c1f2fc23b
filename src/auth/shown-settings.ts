/** The settings as people are shown them: where each value comes from, and no secret. */
import type { ShownSetting } from '../features/admin/installation.ts'
import { hideUserinfo, hideUserinfoOfValue } from '../kernel/hide-userinfo.ts'
import { Secret } from '../kernel/secret.ts'
import type { SettingRow } from '../settings/row.ts'
import type { SettingName, Settings } from '../settings/settings.ts'
import { sourcesOf } from '../settings/sources.ts'
import { defaultOf, environmentName, settingNames, settingRow } from '../settings.ts'

/** In the order of the reference page. None can be changed while the process runs. */
export function showSettings(settings: Settings): readonly ShownSetting[] {
  const sources = sourcesOf(settings)
  return settingNames.map(name => {
    const row = settingRow(name)
    const given = sources?.get(name)
    const value = showValue(row, name, settings[name])
    const isDefault = sources !== undefined && given === undefined
    return {
      name,
      variable: environmentName(name),
      value,
      source: given?.source ?? (isDefault ? 'default' : null),
      // What another setting makes the default is one.
      default: isDefault ? value : showValue(row, name, defaultOf(name, settings.compat === 'simplejwt')),
      secret: isSecret(row),
    }
  })
}

/** What may stand in a file of its own is a key, or has a password in it. */
function isSecret({ kind, fromFile }: SettingRow): boolean {
  return kind === 'secret' || kind === 'keys' || fromFile === true
}

const hidden = new Secret('').toString()
const addresses: readonly SettingName[] = ['databaseUrl', 'databaseDirectUrl', 'redisUrl']

function showValue(row: SettingRow, name: SettingName, value: unknown): unknown {
  if (value === undefined || value === null || value === '') return value ?? null
  if (row.kind === 'definition') return '[definition]'
  if (addresses.includes(name)) return hideUserinfoOfValue(String(value))
  // Each provider holds its own secrets, and the rest of it is what an operator looks for.
  if (isSecret(row) && name !== 'social') return hidden
  return showMember(value)
}

function showMember(value: unknown): unknown {
  if (value instanceof Secret) return hidden
  if (typeof value === 'function') return '[function]'
  if (typeof value === 'string') return hideUserinfo(value)
  if (Array.isArray(value)) return value.map(showMember)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value)
  // A permission or an authenticator of the application.
  if ('name' in value && members.some(([, each]) => typeof each === 'function')) return String(value.name)
  return Object.fromEntries(members.map(([name, each]) => [name, showMember(each)]))
}
