/**
 * Reads the SIMPLE_JWT dictionary of a Django project. SimpleJWT ignores names that it does not know, so a typing
 * mistake silently disables a protection there; here every unknown name is a fault.
 */
import { nearestName } from './nearest-name.ts'
import { readValue } from './read-value.ts'
import type { SettingRow } from './row.ts'
import { removedAliases, translateAliasValue } from './simple-jwt-values.ts'
import type { SettingTable } from './table.ts'
import { accept, refuse, type ValueResult } from './value-result.ts'
import { type WrittenSetting, writtenUnknown } from './written-setting.ts'

export function readSimpleJwt(table: SettingTable, raw: unknown): readonly WrittenSetting[] {
  if (raw !== null && typeof raw === 'object' && !Array.isArray(raw)) {
    return Object.entries(raw).flatMap(([alias, value]) => readAlias(table, alias, value))
  }
  const result = refuse('is not an object', "write SIMPLE_JWT: { ACCESS_TOKEN_LIFETIME: '15m' }")
  return [{ written: 'SIMPLE_JWT', result }]
}

/** A value of a configuration file, which may be `null` where the row allows it. */
export function readGiven(row: SettingRow, raw: unknown): ValueResult {
  return raw === null && row.nullable === true ? accept(null) : readValue(row, raw)
}

function readAlias(table: SettingTable, alias: string, raw: unknown): readonly WrittenSetting[] {
  const written = `SIMPLE_JWT.${alias}`
  const name = table.byAlias.get(alias)
  if (name === undefined) return [unknownAlias(table, alias, written)]
  const row = table.row(name)
  // Python's None disables a claim; everywhere else it means that nothing is set.
  if (raw === undefined || (raw === null && row.nullable !== true)) return []
  const value = translateAliasValue(name, raw)
  return value === undefined ? [] : [{ written, name, result: readGiven(row, value) }]
}

function unknownAlias(table: SettingTable, alias: string, written: string): WrittenSetting {
  const replacement = Object.hasOwn(removedAliases, alias) ? removedAliases[alias] : undefined
  if (replacement !== undefined) return { written, result: refuse('was removed from SimpleJWT', replacement) }
  return writtenUnknown(written, nearestName(alias, [...table.byAlias.keys()]))
}
