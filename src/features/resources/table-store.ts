/** The store port of resources: rows of the application's tables. Every check that could race is part of one method. */
import type { FieldKind } from '../../fields/field.ts'

/** As in JSON: booleans are booleans, decimals and times are strings. */
export type Value = string | number | boolean | null
export type TableRow = Readonly<Record<string, Value>>

/** A table and those of its columns that can be read and written. Made from a resource only, never from a request. */
export interface TableView {
  readonly table: string
  readonly columns: readonly { readonly name: string; readonly kind: FieldKind }[]
  /** Columns of other tables, joined by the id in the column `key`. */
  readonly joins: readonly {
    readonly name: string
    readonly key: string
    readonly table: string
    readonly column: string
  }[]
}

export interface Selection {
  /** All of them must match. */
  readonly equals: TableRow
  /** Each term must be found in at least one of the columns. */
  readonly search: {
    readonly terms: readonly string[]
    readonly columns: readonly { readonly name: string; readonly match: 'contains' | 'starts' | 'equals' }[]
  }
}

export interface Slice {
  readonly order: readonly { readonly column: string; readonly descending: boolean }[]
  readonly offset: number
  readonly limit: number | null
}

/** Why a row was not written: another row has the value, or a foreign key refers to no row. */
export type Conflict =
  | { readonly outcome: 'duplicate'; readonly columns: readonly string[] }
  | { readonly outcome: 'missing_reference' }

export interface TableStore {
  count(view: TableView, selection: Selection): Promise<number>
  select(view: TableView, selection: Selection, slice: Slice): Promise<readonly TableRow[]>
  find(view: TableView, equals: TableRow): Promise<TableRow | undefined>
  /** Whether a row other than `except` has these values. */
  exists(table: string, equals: TableRow, except?: number): Promise<boolean>
  insert(view: TableView, values: TableRow): Promise<{ readonly outcome: 'saved'; readonly id: number } | Conflict>
  /** Changes the row as it was checked. `changed`: it has been changed or deleted since, and must be checked again. */
  update(
    view: TableView,
    checked: TableRow,
    values: TableRow,
  ): Promise<{ readonly outcome: 'saved' } | { readonly outcome: 'changed' } | Conflict>
  /** Deletes the row as it was checked. */
  remove(
    view: TableView,
    checked: TableRow,
  ): Promise<{ readonly outcome: 'removed' } | { readonly outcome: 'changed' } | Conflict>
}

declare module '../../store.ts' {
  interface Store {
    readonly tables: TableStore
  }
}

declare module '../../system.ts' {
  interface System {
    /** The tables of the application. */
    readonly tables: TableStore
  }
}
