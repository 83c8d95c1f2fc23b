/** Reads one source of settings: a configuration object, or an environment. Collects all its faults. */
import type { ConfigurationFault } from './configuration-error.ts'
import { nearestName } from './nearest-name.ts'
import { readGiven, readSimpleJwt } from './read-simple-jwt.ts'
import { readText } from './read-text.ts'
import type { SettingName } from './settings.ts'
import type { SettingTable } from './table.ts'
import { refuse } from './value-result.ts'
import { type WrittenSetting, writtenUnknown } from './written-setting.ts'

/** One source. An `environment` holds texts under upper-case names, and the variables of other programs. */
export interface Layer {
  readonly source: string
  readonly spelling?: 'settings' | 'environment'
  readonly values: Readonly<Record<string, unknown>>
}

/** What a source contains, validated. */
export interface LayerReading {
  readonly source: string
  readonly values: ReadonlyMap<SettingName, unknown>
  /** How the source spells each setting. */
  readonly spellings: ReadonlyMap<SettingName, string>
  /** Settings that were set and refused: rules that read them are skipped. */
  readonly refused: ReadonlySet<SettingName>
  readonly faults: readonly ConfigurationFault[]
}

export function readLayer(table: SettingTable, layer: Layer): LayerReading {
  const values = new Map<SettingName, unknown>()
  const spellings = new Map<SettingName, string>()
  const refused = new Set<SettingName>()
  const faults: ConfigurationFault[] = []
  for (const { written, name, result: own } of readEntries(table, layer)) {
    const isRepeated = name !== undefined && values.has(name)
    const result = isRepeated ? refuse(`sets ${name} a second time`, 'keep one of the two') : own
    if (!result.ok) faults.push({ setting: written, source: layer.source, what: result.what, fix: result.fix })
    if (name === undefined) continue
    if (!result.ok) refused.add(name)
    else {
      values.set(name, result.value)
      spellings.set(name, written)
    }
  }
  return { source: layer.source, values, spellings, refused, faults }
}

function readEntries(table: SettingTable, layer: Layer): readonly WrittenSetting[] {
  const given = Object.entries(layer.values).filter(([, raw]) => raw !== undefined)
  if (layer.spelling === 'environment') {
    return given.flatMap(([written, raw]) => readVariable(table, written, String(raw)))
  }
  return given.flatMap(([written, raw]) =>
    written === 'SIMPLE_JWT' ? readSimpleJwt(table, raw) : [readMember(table, written, raw)],
  )
}

function readVariable(table: SettingTable, written: string, text: string): readonly WrittenSetting[] {
  const name = table.byEnvironmentName.get(written)
  if (name !== undefined) return [{ written, name, result: readText(table.row(name), text) }]
  if (!written.startsWith('LATCHKEY_')) return []
  const known = [...table.byEnvironmentName.keys()]
  const nearest = nearestName(written, known) ?? nearestName(written.slice('LATCHKEY_'.length), known)
  return [writtenUnknown(written, nearest)]
}

function readMember(table: SettingTable, written: string, raw: unknown): WrittenSetting {
  const name = table.names.find(known => known === written)
  if (name !== undefined) return { written, name, result: readGiven(table.row(name), raw) }
  const aliased = table.byAlias.get(written)
  if (aliased === undefined) return writtenUnknown(written, nearestName(written, [...table.names, 'SIMPLE_JWT']))
  return { written, result: refuse('belongs inside SIMPLE_JWT', `move it there, or write ${aliased}`) }
}
