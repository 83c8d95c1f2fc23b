/**
 * The table of all settings, made from subjects: the core's and those of the features. The engine knows none of them
 * by name.
 */
import type { SettingRow } from './row.ts'
import type { SettingRule } from './rule.ts'
import type { SettingName } from './settings.ts'
import type { SettingSubject } from './subject.ts'

export interface SettingTable {
  readonly subjects: readonly SettingSubject[]
  readonly names: readonly SettingName[]
  readonly rules: readonly SettingRule[]
  readonly byEnvironmentName: ReadonlyMap<string, SettingName>
  /** By their names in code, the shorter ones too. */
  readonly byName: ReadonlyMap<string, SettingName>
  /** `SECRET_KEY_FILE`: the variable that names a file with the value. */
  readonly byFileName: ReadonlyMap<string, SettingName>
  /** By the names inside SIMPLE_JWT. */
  readonly byAlias: ReadonlyMap<string, SettingName>
  row(name: SettingName): SettingRow
  environmentName(name: SettingName): string
}

/** Throws when two subjects claim the same setting, environment name or alias. */
export function createSettingTable(subjects: readonly SettingSubject[]): SettingTable {
  const entries = subjects.flatMap(({ rows }) => Object.entries(rows) as [SettingName, SettingRow][])
  const rows = uniqueMap(entries)
  const row = (name: SettingName) => {
    const found = rows.get(name)
    if (found === undefined) throw new TypeError(`${name} is in no subject of this table`)
    return found
  }
  const environmentName = (name: SettingName) => row(name).env ?? prefixed(name)
  const names = [...rows.keys()]
  return {
    subjects,
    names,
    rules: subjects.flatMap(({ rules }) => rules),
    byEnvironmentName: uniqueMap(names.map(name => [environmentName(name), name])),
    byName: uniqueMap(entries.flatMap(([name, { shortName }]) => namesOf(name, shortName))),
    byFileName: uniqueMap(
      names
        .filter(name => row(name).kind === 'secret' || row(name).fromFile === true)
        .map(name => [`${environmentName(name)}_FILE`, name]),
    ),
    byAlias: uniqueMap(entries.flatMap(([name, { alias }]) => (alias === undefined ? [] : [[alias, name] as const]))),
    row,
    environmentName,
  }
}

function namesOf(name: SettingName, shortName = ''): readonly (readonly [string, SettingName])[] {
  return shortName === ''
    ? [[name, name]]
    : [
        [name, name],
        [shortName, name],
      ]
}

/** `accessTokenLifetime` is LATCHKEY_ACCESS_TOKEN_LIFETIME. */
function prefixed(name: string): string {
  return `LATCHKEY_${name.replaceAll(/[A-Z]/g, letter => `_${letter}`).toUpperCase()}`
}

function uniqueMap<Key extends string, Value>(entries: readonly (readonly [Key, Value])[]): ReadonlyMap<Key, Value> {
  const map = new Map<Key, Value>()
  for (const [key, value] of entries) {
    if (map.has(key)) throw new TypeError(`two settings are called ${key}`)
    map.set(key, value)
  }
  return map
}
