/** What a dialect says of its tables, before it is put together. */
import type { SqlRow } from '../driver.ts'
import type { DjangoColumn } from './tables.ts'

export interface FoundTables {
  readonly columns: readonly (DjangoColumn & { readonly table: string })[]
  readonly keys: readonly FoundKey[]
}

export interface FoundKey {
  readonly table: string
  readonly kind: 'primary' | 'unique' | 'foreign'
  readonly columns: readonly string[]
  readonly toTable?: string
  readonly toColumn?: string
}

export function isTrue(value: SqlRow[string] | undefined): boolean {
  return value === true || value === 1 || value === 't'
}

export function textOf(value: SqlRow[string] | undefined): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : String(value ?? '')
}
