/** Combines the sources of settings: the strongest source that sets something wins, then the default. */
import { ConfigurationError, type ConfigurationFault } from './configuration-error.ts'
import { type Layer, type LayerReading, readLayer } from './read-layer.ts'
import { readValue } from './read-value.ts'
import type { SettingRow } from './row.ts'
import type { SettingRule } from './rule.ts'
import type { SettingName, Settings } from './settings.ts'
import { keepSources, type SettingSource, type SettingSources } from './sources.ts'
import type { SettingTable } from './table.ts'
import type { ValueFault } from './value-result.ts'

/**
 * The settings of these layers, the strongest first: environment, `.env`, configuration file.
 * Throws a ConfigurationError that lists all faults of all layers, overridden ones too.
 */
export function resolveSettings(table: SettingTable, layers: readonly Layer[]): Settings {
  const readings = layers.map(layer => readLayer(table, layer))
  const isCompat = valueFrom(table, 'compat', readings, false) === 'simplejwt'
  const isGiven = (name: string) =>
    readings.some(({ values }) => table.names.some(each => each === name && values.has(each)))
  const read = (name: SettingName) => valueFrom(table, name, readings, isCompat, isGiven)
  const values = Object.fromEntries(table.names.map(name => [name, read(name)]))
  // Complete only when there are no faults; otherwise only the rules see it, and each checks what it reads.
  const settings = Object.freeze({ ...values, signingKey: read('signingKey') ?? read('secretKey') }) as Settings
  const faults = [
    ...readings.flatMap(reading => reading.faults),
    ...missingFaults(table, readings),
    ...table.rules.flatMap(rule => checkRule(table, rule, settings, readings)),
  ]
  if (faults.length > 0) throw new ConfigurationError(faults)
  return keepSources(withoutUnsetWords(table, settings), sourcesIn(table, readings))
}

function sourcesIn(table: SettingTable, readings: readonly LayerReading[]): SettingSources {
  return new Map(
    table.names.flatMap(name => {
      const source = sourceIn(name, readings)
      return source === undefined ? [] : [[name, source] as const]
    }),
  )
}

function sourceIn(name: SettingName, readings: readonly LayerReading[]): SettingSource | undefined {
  const reading = readings.find(({ values }) => values.has(name))
  return reading && { source: reading.source, spelling: reading.spellings.get(name) ?? name }
}

export function sourceOf(table: SettingTable, name: SettingName, layers: readonly Layer[]): SettingSource | undefined {
  return sourceIn(
    name,
    layers.map(layer => readLayer(table, layer)),
  )
}

export function remarksOn(table: SettingTable, layers: readonly Layer[]): readonly ConfigurationFault[] {
  return layers.flatMap(layer => readLayer(table, layer).remarks)
}

/** A safety that was left out on purpose is spelled out, so that a search finds it; the rules have seen the word. */
function withoutUnsetWords(table: SettingTable, settings: Settings): Settings {
  const isUnset = (name: SettingName) => settings[name] !== undefined && settings[name] === table.row(name).unsetWord
  return Object.freeze({
    ...settings,
    ...Object.fromEntries(table.names.filter(isUnset).map(name => [name, undefined])),
  })
}

/** The value of a setting that no source sets. */
export function defaultOf(
  table: SettingTable,
  name: SettingName,
  isCompat: boolean,
  isGiven: (name: string) => boolean = () => false,
): unknown {
  const row = table.row(name)
  const given = defaultFor(row, isCompat, isGiven)
  if (given === undefined || given === null) return given
  const result = readValue(row, given)
  if (!result.ok) throw new TypeError(`the default of ${name} is wrong: ${result.what}`)
  return result.value
}

function defaultFor(row: SettingRow, isCompat: boolean, isGiven: (name: string) => boolean): unknown {
  if (isCompat) return row.compat === undefined ? row.default : row.compat
  const { defaultWith } = row
  return defaultWith !== undefined && isGiven(defaultWith.setting) ? defaultWith.value : row.default
}

function valueFrom(
  table: SettingTable,
  name: SettingName,
  readings: readonly LayerReading[],
  isCompat: boolean,
  isGiven?: (name: string) => boolean,
): unknown {
  const reading = readings.find(({ values }) => values.has(name))
  return reading === undefined ? defaultOf(table, name, isCompat, isGiven) : reading.values.get(name)
}

function missingFaults(table: SettingTable, readings: readonly LayerReading[]): ConfigurationFault[] {
  const isGiven = (name: SettingName) => wasRefused(name, readings) || readings.some(({ values }) => values.has(name))
  return table.names.flatMap(name => {
    const { required } = table.row(name)
    if (required === undefined || isGiven(name)) return []
    return [{ setting: name, source: 'nowhere', what: 'is not set', fix: required }]
  })
}

function checkRule(
  table: SettingTable,
  rule: SettingRule,
  settings: Settings,
  readings: readonly LayerReading[],
): ConfigurationFault[] {
  const { at, reads } = rule
  // An optional setting may be absent: the rule knows what that means.
  const hasValue = (name: SettingName) => settings[name] !== undefined || table.row(name).optional === true
  const isChecked = reads.every(name => !wasRefused(name, readings) && hasValue(name))
  if (!isChecked) return []
  const reading = readings.find(({ values }) => values.has(at))
  const place = { setting: reading?.spellings.get(at) ?? at, source: reading?.source ?? 'default' }
  return findFaults(rule, settings).map(({ what, fix }) => ({ ...place, what, fix }))
}

function findFaults(rule: SettingRule, settings: Settings): readonly ValueFault[] {
  if ('find' in rule) return rule.find(settings)
  return rule.isBroken(settings) ? [rule] : []
}

function wasRefused(name: SettingName, readings: readonly LayerReading[]): boolean {
  return readings.some(({ refused }) => refused.has(name))
}
