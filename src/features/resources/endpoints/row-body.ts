/** The JSON body of a row: its fields in order, without the write-only ones. */
import type { Resource } from '../resource.ts'
import type { TableRow, Value } from '../table-store.ts'

/** Whole numbers are said with all their digits: TypeScript's library does not know `JSON.rawJSON` yet. */
const { rawJSON } = JSON as JSON & { readonly rawJSON: (text: string) => unknown }

export function rowBody({ fields }: Pick<Resource, 'fields'>, row: TableRow): Readonly<Record<string, unknown>> {
  const names = Object.entries(fields.shape).flatMap(([name, { rules }]) => (rules.writeOnly ? [] : [name]))
  return Object.fromEntries(names.map(name => [name, jsonOf(row[name])]))
}

function jsonOf(value: Value | undefined): unknown {
  return typeof value === 'bigint' ? rawJSON(String(value)) : (value ?? null)
}
