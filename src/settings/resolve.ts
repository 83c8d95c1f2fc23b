/** Puts the sources of settings together: the strongest source that says something wins, then the default. */
import type { Combination } from './combination.ts'
import { combinations } from './combinations.ts'
import { ConfigurationError, type ConfigurationFault } from './configuration-error.ts'
import { type Layer, type LayerReading, readLayer } from './layers.ts'
import { readValue } from './read-value.ts'
import type { SettingName, Settings } from './settings.ts'
import { settingNames, settingRow } from './table.ts'

/**
 * The settings of these layers, the strongest first: environment, `.env`, configuration file.
 * Throws a ConfigurationError that names all faults of all layers, the shadowed ones too.
 *
 * ```ts
 * const settings = resolveSettings([{ source: 'code', values: { secretKey, accessTokenLifetime: '5m' } }])
 * ```
 */
export function resolveSettings(layers: readonly Layer[]): Settings {
  const readings = layers.map(readLayer)
  const isCompat = chosenValue('compat', readings, false) === 'simplejwt'
  const choose = (name: SettingName) => chosenValue(name, readings, isCompat)
  const chosen = Object.fromEntries(settingNames.map(name => [name, choose(name)]))
  // Complete only when there are no faults, and with faults nobody gets to see it.
  const settings = Object.freeze({ ...chosen, signingKey: choose('signingKey') ?? choose('secretKey') }) as Settings
  const faults = [
    ...readings.flatMap(reading => reading.faults),
    ...missingFaults(readings),
    ...combinations.flatMap(combination => check(combination, settings, readings)),
  ]
  if (faults.length > 0) throw new ConfigurationError(faults)
  return settings
}

/** What a setting is when nobody gives it. */
export function defaultOf(name: SettingName, isCompat: boolean): unknown {
  const row = settingRow(name)
  const given = isCompat && row.compat !== undefined ? row.compat : row.default
  if (given === undefined || given === null) return given
  const reading = readValue(row, given)
  if (!reading.ok) throw new TypeError(`the default of ${name} is wrong: ${reading.what}`)
  return reading.value
}

function chosenValue(name: SettingName, readings: readonly LayerReading[], isCompat: boolean): unknown {
  const reading = readings.find(({ values }) => values.has(name))
  return reading === undefined ? defaultOf(name, isCompat) : reading.values.get(name)
}

function missingFaults(readings: readonly LayerReading[]): ConfigurationFault[] {
  const missing = settingNames.filter(name => settingRow(name).required === true && !isMentioned(name, readings))
  return missing.map(name => ({
    setting: name,
    source: 'nowhere',
    what: 'is not given',
    fix: 'give at least 32 bytes',
  }))
}

function check(combination: Combination, settings: Settings, readings: readonly LayerReading[]): ConfigurationFault[] {
  const { at, reads, isWrong, what, fix } = combination
  const isJudged = reads.every(name => !wasRefused(name, readings) && isThere(name, settings))
  if (!isJudged || !isWrong(settings)) return []
  const reading = readings.find(({ values }) => values.has(at))
  return [{ setting: reading?.spellings.get(at) ?? at, source: reading?.source ?? 'default', what, fix }]
}

function isMentioned(name: SettingName, readings: readonly LayerReading[]): boolean {
  return wasRefused(name, readings) || readings.some(({ values }) => values.has(name))
}

function wasRefused(name: SettingName, readings: readonly LayerReading[]): boolean {
  return readings.some(({ refused }) => refused.has(name))
}

/** What may stay away is there when it does: a check knows what its absence means. */
function isThere(name: SettingName, settings: Settings): boolean {
  return settings[name] !== undefined || settingRow(name).optional === true
}
