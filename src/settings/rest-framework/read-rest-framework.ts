/**
 * Reads the REST_FRAMEWORK dictionary of a Django project: one row for each name of DRF 3.16. What means the same is
 * taken; a value that is how it is here changes nothing; anything else is refused with what to write. DRF ignores
 * names that it does not know, so a typing mistake silently opens an API there.
 */
import { nearestName } from '../nearest-name.ts'
import { readGiven } from '../read-simple-jwt.ts'
import type { SettingName } from '../settings.ts'
import type { SettingTable } from '../table.ts'
import { refuse } from '../value-result.ts'
import { type WrittenSetting, writtenUnknown } from '../written-setting.ts'
import { type Members, type Reader, restFrameworkNames } from './names.ts'

export function readRestFramework(table: SettingTable, raw: unknown): readonly WrittenSetting[] {
  if (raw === null || typeof raw !== 'object' || Array.isArray(raw)) {
    const fix = "write REST_FRAMEWORK: { DEFAULT_PERMISSION_CLASSES: ['rest_framework.permissions.IsAuthenticated'] }"
    return [{ written: 'REST_FRAMEWORK', result: refuse('is not an object', fix) }]
  }
  const all: Members = { ...raw }
  return Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : readName(table, name, value, all)))
}

function readName(table: SettingTable, name: string, raw: unknown, all: Members): readonly WrittenSetting[] {
  const written = `REST_FRAMEWORK.${name}`
  if (!isName(name)) return [writtenUnknown(written, nearestName(name, Object.keys(restFrameworkNames)))]
  const reader: Reader = restFrameworkNames[name]
  const read = reader(raw, all)
  if (read.fault !== undefined) return [{ written, result: refuse(read.fault.what, read.fault.fix) }]
  return Object.entries(read.sets ?? {}).map(([setting, value]) => {
    const of = setting as SettingName
    return { written, name: of, result: readGiven(table.row(of), value) }
  })
}

function isName(name: string): name is keyof typeof restFrameworkNames {
  return Object.hasOwn(restFrameworkNames, name)
}
