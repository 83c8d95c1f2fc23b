/** What resources ask of a store: rows of the application's own tables. What must not race is one verb. */
import type { FieldKind } from '../../fields/field.ts'

/** As it is shown: booleans are booleans, decimals and moments are text. */
export type Value = string | number | boolean | null
export type TableRow = Readonly<Record<string, Value>>

/** A table and the columns of it that may be read and written, from a resource and from nowhere else. */
export interface TableView {
  readonly table: string
  readonly columns: readonly { readonly name: string; readonly kind: FieldKind }[]
  /** Columns of other tables, by the id that `key` holds. */
  readonly joins: readonly {
    readonly name: string
    readonly key: string
    readonly table: string
    readonly column: string
  }[]
}

export interface Selection {
  /** All of them hold. */
  readonly equals: TableRow
  /** Each term is found in one of the columns. */
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

/** Why a row was not written: another has the value, or what it names is gone. */
export type Conflict =
  | { readonly outcome: 'duplicate'; readonly columns: readonly string[] }
  | { readonly outcome: 'missing_reference' }

export interface TableStore {
  count(view: TableView, selection: Selection): Promise<number>
  select(view: TableView, selection: Selection, slice: Slice): Promise<readonly TableRow[]>
  find(view: TableView, equals: TableRow): Promise<TableRow | undefined>
  /** Whether a row has these values, other than the one with the id `except`. */
  exists(table: string, equals: TableRow, except?: number): Promise<boolean>
  insert(view: TableView, values: TableRow): Promise<{ readonly outcome: 'saved'; readonly id: number } | Conflict>
  /** Changes the row that was judged. `changed`: it is another by now, or gone, and has to be judged again. */
  update(
    view: TableView,
    judged: TableRow,
    values: TableRow,
  ): Promise<{ readonly outcome: 'saved' } | { readonly outcome: 'changed' } | Conflict>
  /** Deletes the row that was judged. */
  remove(
    view: TableView,
    judged: TableRow,
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
