/**
 * Reads one variable. A name with our prefix that no setting has is an error; so is a name of Django's that would have
 * to be ignored. Variables of other programs are left alone.
 */
import { type DjangoName, djangoText, findCodeName, findDjangoName } from '../django-names.ts'
import { nearestName } from '../nearest-name.ts'
import { readText } from '../read-text.ts'
import type { SettingTable } from '../table.ts'
import { refuse } from '../value-result.ts'
import { type WrittenSetting, writtenUnknown } from '../written-setting.ts'
import { isServiceLink } from './service-links.ts'

interface Place {
  readonly isShared?: true
}

/** Names the configuration itself, so it is none of the settings. */
export const configVariable = 'LATCHKEY_CONFIG'

/** Whether a variable is any business of ours: only such lines of `.env` are read strictly. */
export function concernsUs(table: SettingTable, name: string): boolean {
  const isKnown = table.byEnvironmentName.has(name) || table.byFileName.has(name)
  const isDjangos = findDjango(table, name) !== undefined || findCodeName(table, name) !== undefined
  return isKnown || name.startsWith('LATCHKEY_') || isDjangos
}

export function readVariable(
  table: SettingTable,
  { isShared }: Place,
  written: string,
  text: string,
): readonly WrittenSetting[] {
  const name = table.byEnvironmentName.get(written)
  if (name !== undefined) return [{ written, name, result: readText(table.row(name), text) }]
  const django = findDjango(table, written) ?? (isShared === true ? undefined : findCodeName(table, written))
  if (django !== undefined) return readDjango(table, django, written, text, isShared === true)
  if (isShared === true && written === configVariable) return []
  if (isShared !== true) {
    const proper = written.toUpperCase()
    if (proper !== written && table.byEnvironmentName.has(proper)) return [writtenUnknown(written, proper)]
  }
  if (!written.startsWith('LATCHKEY_') || isServiceLink(written, text)) return []
  return [writtenUnknown(written, nearest(table, written))]
}

function nearest(table: SettingTable, written: string): string | undefined {
  const known = [...table.byEnvironmentName.keys(), ...table.byFileName.keys(), configVariable]
  return nearestName(written, known) ?? nearestName(written.slice('LATCHKEY_'.length), known)
}

function findDjango(table: SettingTable, written: string): DjangoName | undefined {
  return findDjangoName(written, alias => {
    const name = table.byAlias.get(alias)
    return name === undefined ? undefined : table.environmentName(name)
  })
}

function readDjango(
  table: SettingTable,
  { takes, fix = '', isShared, isSwitch }: DjangoName,
  written: string,
  text: string,
  isSharedPlace: boolean,
): readonly WrittenSetting[] {
  if (isSwitch === true && /^(false|0|off|no|)$/i.test(text)) return []
  const isRemark = isShared === true && isSharedPlace
  if (takes !== undefined && !isRemark) {
    return [{ written, name: takes, result: readText(table.row(takes), djangoText(takes, text)) }]
  }
  const cure = takes === undefined ? fix : `write ${table.environmentName(takes)}`
  const result = refuse("is a name of Django's that is not read here", cure)
  return [isRemark ? { written, isRemark, result } : { written, result }]
}
