/** Reads one source of settings: a configuration object, or an environment. Collects its faults and goes on. */
import type { ConfigurationFault } from './configuration-error.ts'
import { nearestName } from './nearest.ts'
import { readText, readValue } from './read-value.ts'
import { type Reading, wrong } from './reading.ts'
import type { SettingName } from './settings.ts'
import { removedAliases, translateAliasValue } from './simple-jwt.ts'
import { settingNames, settingRow } from './table.ts'

/** One source. An `environment` holds texts under upper-case names, and other programs' variables too. */
export interface Layer {
  readonly source: string
  readonly spelling?: 'settings' | 'environment'
  readonly values: Readonly<Record<string, unknown>>
}

/** What a source says, judged. */
export interface LayerReading {
  readonly source: string
  readonly values: ReadonlyMap<SettingName, unknown>
  /** How the source spells what it gave. */
  readonly spellings: ReadonlyMap<SettingName, string>
  /** Settings that were given and refused: what depends on them is not judged a second time. */
  readonly refused: ReadonlySet<SettingName>
  readonly faults: readonly ConfigurationFault[]
}

/** The environment's name of a setting. */
export function environmentName(name: SettingName): string {
  return settingRow(name).env ?? `LATCHKEY_${name.replaceAll(/[A-Z]/g, letter => `_${letter}`).toUpperCase()}`
}

/** Everything that the layer says and everything that is wrong with it. */
export function readLayer(layer: Layer): LayerReading {
  const values = new Map<SettingName, unknown>()
  const spellings = new Map<SettingName, string>()
  const refused = new Set<SettingName>()
  const faults: ConfigurationFault[] = []
  for (const { written, name, reading } of readEntries(layer)) {
    const judged = name !== undefined && values.has(name) ? saidTwice(name) : reading
    if (!judged.ok) faults.push({ setting: written, source: layer.source, what: judged.what, fix: judged.fix })
    else if (name !== undefined) values.set(name, judged.value)
    if (judged.ok && name !== undefined) spellings.set(name, written)
    if (!judged.ok && name !== undefined) refused.add(name)
  }
  return { source: layer.source, values, spellings, refused, faults }
}

/** One thing that was written; without a name it is no setting, and its reading says so. */
interface Entry {
  readonly written: string
  readonly name?: SettingName
  readonly reading: Reading
}

const environmentNames = new Map(settingNames.map(name => [environmentName(name), name]))
const aliases = new Map(settingNames.flatMap(aliasEntry))

function readEntries(layer: Layer): readonly Entry[] {
  const given = Object.entries(layer.values).filter(([, raw]) => raw !== undefined)
  if (layer.spelling === 'environment') return given.flatMap(([written, raw]) => variable(written, String(raw)))
  return given.flatMap(([written, raw]) => (written === 'SIMPLE_JWT' ? simpleJwt(raw) : setting(written, raw)))
}

function variable(written: string, text: string): readonly Entry[] {
  const name = environmentNames.get(written)
  if (name !== undefined) return [{ written, name, reading: readText(settingRow(name), text) }]
  if (!written.startsWith('LATCHKEY_')) return []
  const known = [...environmentNames.keys()]
  const near = nearestName(written, known) ?? nearestName(written.slice('LATCHKEY_'.length), known)
  return [unknown(written, near)]
}

function setting(written: string, raw: unknown): readonly Entry[] {
  const name = settingNames.find(known => known === written)
  if (name !== undefined) return [{ written, name, reading: readGiven(name, raw) }]
  const alias = aliases.get(written)
  if (alias === undefined) return [unknown(written, nearestName(written, [...settingNames, 'SIMPLE_JWT']))]
  return [{ written, reading: wrong('belongs inside SIMPLE_JWT', `move it there, or write ${alias}`) }]
}

function readGiven(name: SettingName, raw: unknown): Reading {
  const row = settingRow(name)
  return raw === null && row.nullable === true ? { ok: true, value: null } : readValue(row, raw)
}

function simpleJwt(raw: unknown): readonly Entry[] {
  if (raw !== null && typeof raw === 'object' && !Array.isArray(raw)) {
    return Object.entries(raw).flatMap(([alias, value]) => aliasedSetting(alias, value))
  }
  const reading = wrong('is not an object', "write SIMPLE_JWT: { ACCESS_TOKEN_LIFETIME: '15m' }")
  return [{ written: 'SIMPLE_JWT', reading }]
}

function aliasedSetting(alias: string, raw: unknown): readonly Entry[] {
  const name = aliases.get(alias)
  const written = `SIMPLE_JWT.${alias}`
  if (name === undefined) return strangeAlias(alias)
  // Python's None switches a claim off; everywhere else it means that nothing was set.
  if (raw === undefined || (raw === null && settingRow(name).nullable !== true)) return []
  const value = translateAliasValue(name, raw)
  return value === undefined ? [] : [{ written, name, reading: readGiven(name, value) }]
}

function strangeAlias(alias: string): readonly Entry[] {
  const written = `SIMPLE_JWT.${alias}`
  const removed = own(removedAliases, alias)
  if (removed !== undefined) return [{ written, reading: wrong('was removed from SimpleJWT', removed) }]
  return [unknown(written, nearestName(alias, [...aliases.keys()]))]
}

/** The member, never one that every object inherits. */
function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}

function unknown(written: string, near: string | undefined): Entry {
  const what = written.trim() === written ? 'is not a setting' : 'is not a setting: there is a blank around its name'
  return { written, reading: wrong(what, near === undefined ? 'remove it' : `write ${near}`) }
}

function saidTwice(name: SettingName): Reading {
  return wrong(`says ${name} a second time`, 'keep one of the two')
}

function aliasEntry(name: SettingName): readonly (readonly [string, SettingName])[] {
  const alias = settingRow(name).alias
  return alias === undefined ? [] : [[alias, name]]
}
