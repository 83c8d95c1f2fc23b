/** The store port of resources: rows of the application's tables. Every check that could race is part of one method. */
import type { FieldKind } from '../../fields/field.ts'
import type { Origin } from '../../kernel/origin.ts'
import type { RowBound } from '../../kernel/row-bound.ts'
import type { UserId } from '../../kernel/user-id.ts'

/** As it is shown: booleans are booleans, decimals and moments are text. A bigint is past what a number holds exactly. */
export type Value = string | number | bigint | boolean | null
export type TableRow = Readonly<Record<string, Value>>
export type RowId = number | bigint | string

/** A row as it was read. A write compares what the store saw, which need not be what is shown: see `update`. */
export interface FoundRow {
  readonly values: TableRow
  /** For the store alone: values as they are kept. */
  readonly seen: Readonly<Record<string, unknown>>
}

export interface ShownColumn {
  readonly name: string
  readonly kind: FieldKind
  /** NULL is shown as null. Otherwise a NULL in a boolean column is shown as false, as DRF has it. */
  readonly allowNull?: boolean
  readonly decimalPlaces?: number | undefined
}

/** A table and those of its columns that can be read and written. Made from a resource only, never from a request. */
export interface TableView {
  readonly table: string
  readonly columns: readonly ShownColumn[]
  /** Columns of other tables, joined by the id in the column `key`. */
  readonly joins: readonly (ShownColumn & {
    readonly key: string
    readonly table: string
    readonly column: string
    /** Whose the row is, in one of these ways: it is shown to them alone. Without any, to all callers. */
    readonly bounds?: readonly RowBound[]
  })[]
  /** Who asks; absent for an anonymous request. */
  readonly caller?: UserId | undefined
  /** The id of the organization that the request acts in, of which the caller was a member a moment ago. */
  readonly organization?: string | undefined
}

export interface Selection {
  /** All of them must match. */
  readonly equals: TableRow
  /** Each term must be found in at least one of the columns. */
  readonly search: {
    readonly terms: readonly string[]
    readonly columns: readonly { readonly name: string; readonly match: 'contains' | 'starts' | 'equals' }[]
  }
  /** Only rows on one side of a value, in the order of the column. */
  readonly beyond?: { readonly column: string; readonly isGreater: boolean; readonly value: Value }
}

export interface Slice {
  readonly order: readonly { readonly column: string; readonly descending: boolean }[]
  readonly offset: number
  readonly limit: number | null
}

/** Of a change by an operator: a row of the audit table, written with the change or not at all. */
export interface TableRecord {
  /** Milliseconds since 1970. */
  readonly at: number
  /** Who acts, and where the request came from. */
  readonly by: Origin
  /** Columns whose old and new values are told. Of others, nothing is. */
  readonly told: readonly string[]
  /** A column that names an account, which has to exist when the row is written. */
  readonly account?: string | undefined
}

/** Why a row was not written: another has the value, what it names is gone, or a rule of the schema says no. */
export type Conflict =
  | { readonly outcome: 'duplicate'; readonly columns: readonly string[] }
  | { readonly outcome: 'missing_reference' }
  /** The column of a record that names an account names none. */
  | { readonly outcome: 'missing_account'; readonly column: string; readonly id: Value }
  | { readonly outcome: 'refused'; readonly rule: 'not_null' | 'type' | 'other'; readonly columns: readonly string[] }

/** The column `id` of a table. `isFilled`: a row that is inserted without an id gets one, or is refused. */
export interface KeyColumn {
  readonly isText: boolean
  readonly isFilled: boolean
}

export interface TableStore {
  /** `'missing'`: the table has no such column. `undefined`: there is no such table yet, or it is a view. */
  findKey(table: string): Promise<KeyColumn | 'missing' | undefined>
  /** The names of its columns, generated ones too; `undefined` if there is no such table or view. */
  columnsOf(table: string): Promise<readonly string[] | undefined>
  count(view: TableView, selection: Selection): Promise<number>
  select(view: TableView, selection: Selection, slice: Slice): Promise<readonly TableRow[]>
  find(view: TableView, equals: TableRow): Promise<FoundRow | undefined>
  /** Whether a row other than `except` has these values. */
  exists(view: Pick<TableView, 'table' | 'columns'>, equals: TableRow, except?: RowId): Promise<boolean>
  insert(
    view: TableView,
    values: TableRow,
    record?: TableRecord,
  ): Promise<{ readonly outcome: 'saved'; readonly id: RowId } | Conflict>
  /**
   * Changes the row that was checked. `changed`: it is another by now, or gone, and has to be checked again. What it shows
   * of other tables was checked with it, and must be the same too. Of a change that is recorded, `names` are the columns that
   * have another value now; without any there is no row in the audit table.
   */
  update(
    view: TableView,
    checked: FoundRow,
    values: TableRow,
    record?: TableRecord,
  ): Promise<
    { readonly outcome: 'saved'; readonly names?: readonly string[] } | { readonly outcome: 'changed' } | Conflict
  >
  /** Deletes the row that was checked. */
  remove(
    view: TableView,
    checked: FoundRow,
    record?: TableRecord,
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
