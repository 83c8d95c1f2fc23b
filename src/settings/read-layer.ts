/** Reads one source of settings: a configuration object, or an environment. Collects all its faults. */
import type { ConfigurationFault } from './configuration-error.ts'
import { answerDjango } from './django-names.ts'
import { readVariable } from './environment/read-variable.ts'
import { nearestName } from './nearest-name.ts'
import { readGiven, readSimpleJwt } from './read-simple-jwt.ts'
import { restFrameworkNames } from './rest-framework/names.ts'
import { readRestFramework } from './rest-framework/read-rest-framework.ts'
import type { SettingName } from './settings.ts'
import type { SettingTable } from './table.ts'
import { refuse } from './value-result.ts'
import { type WrittenSetting, writtenUnknown } from './written-setting.ts'

/** One source. An `environment` holds texts under upper-case names, and the variables of other programs. */
export interface Layer {
  readonly source: string
  readonly spelling?: 'settings' | 'environment'
  /** The environment of the process: other programs have variables in it too. */
  readonly isShared?: true
  readonly values: Readonly<Record<string, unknown>>
  /** What else can stand beside the settings: a misspelt name may have meant one of these. */
  readonly others?: readonly string[]
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
  /** What is probably not what was meant, and starts all the same. */
  readonly remarks: readonly ConfigurationFault[]
}

export function readLayer(table: SettingTable, layer: Layer): LayerReading {
  const values = new Map<SettingName, unknown>()
  const spellings = new Map<SettingName, string>()
  const refused = new Set<SettingName>()
  const faults: ConfigurationFault[] = []
  const remarks: ConfigurationFault[] = []
  for (const { written, name, isRemark, result: own } of readEntries(table, layer)) {
    const isRepeated = name !== undefined && values.has(name)
    const result = isRepeated ? refuse(`sets ${name} a second time`, 'keep one of the two') : own
    const list = isRemark === true ? remarks : faults
    if (!result.ok) list.push({ setting: written, source: layer.source, what: result.what, fix: result.fix })
    if (name === undefined) continue
    if (!result.ok) refused.add(name)
    else {
      values.set(name, result.value)
      spellings.set(name, written)
    }
  }
  return { source: layer.source, values, spellings, refused, faults, remarks }
}

function readEntries(table: SettingTable, layer: Layer): readonly WrittenSetting[] {
  const given = Object.entries(layer.values).filter(([, raw]) => raw !== undefined)
  if (layer.spelling === 'environment') {
    return given.flatMap(([written, raw]) => readVariable(table, layer, written, String(raw)))
  }
  return given.flatMap(([written, raw]) => {
    const readDictionary = Object.hasOwn(dictionaries, written) ? dictionaries[written] : undefined
    return readDictionary?.(table, raw) ?? [readMember(table, written, raw, layer.others)]
  })
}

/** Those of a Django project, in its own spelling. */
const dictionaries: Readonly<Record<string, typeof readSimpleJwt>> = {
  SIMPLE_JWT: readSimpleJwt,
  REST_FRAMEWORK: readRestFramework,
}

function readMember(
  table: SettingTable,
  written: string,
  raw: unknown,
  others: readonly string[] = [],
): WrittenSetting {
  const name = table.byName.get(written)
  if (name !== undefined) return { written, name, result: readGiven(table.row(name), raw) }
  const inDictionary = Object.hasOwn(restFrameworkNames, written) ? 'REST_FRAMEWORK' : undefined
  if (inDictionary !== undefined) {
    return { written, result: refuse(`belongs inside ${inDictionary}`, `write ${inDictionary}: { ${written}: ... }`) }
  }
  const aliased = table.byAlias.get(written)
  const django = answerDjango(table, written)
  if (aliased === undefined && django !== undefined)
    return { written, result: refuse("is a name of Django's that is not read here", django) }
  if (aliased === undefined)
    return writtenUnknown(
      written,
      nearestName(written, [...table.byName.keys(), ...Object.keys(dictionaries), ...others]),
    )
  return { written, result: refuse('belongs inside SIMPLE_JWT', `move it there, or write ${aliased}`) }
}
