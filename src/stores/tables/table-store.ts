/**
 * Implements the TableStore port for the application's tables, in the words of a dialect. Names come from resources,
 * values are bound.
 */
import type { Expression, ExpressionBuilder, ExpressionWrapper, Kysely, SelectQueryBuilder, SqlBool } from 'kysely'
import type {
  Conflict,
  FoundRow,
  Selection,
  ShownColumn,
  Slice,
  TableRow,
  TableStore,
  TableView,
  Value,
} from '../../features/resources/table-store.ts'
import { boundValues, type RowBound } from '../../kernel/row-bound.ts'
import type { Row } from '../rows/row.ts'
import { ConstraintError } from '../transactions/constraint-error.ts'
import type { Runner } from '../transactions/transaction.ts'
import { recordedInsert, recordedRemove, recordedUpdate, savedAs } from './recorded-writes.ts'

/** Of the application's own types, arrays and JSON are what the driver makes of them. */
export type Stored = Value | Uint8Array

/** Tables with any columns: a view names those that exist. */
type Tables = Record<string, Record<string, Stored>>
type Db = Kysely<Tables>
type Query = SelectQueryBuilder<Tables, string, Record<string, unknown>>
export type Where = ExpressionBuilder<Tables, string>
type Condition = ExpressionWrapper<Tables, string, SqlBool>

/** What every builder of conditions can, whichever tables it knows. */
interface Conditions {
  (column: string, operator: '=', value: Stored): Expression<SqlBool>
  and(each: readonly Expression<SqlBool>[]): Expression<SqlBool>
  or(each: readonly Expression<SqlBool>[]): Expression<SqlBool>
  lit(value: boolean): Expression<boolean>
}

/** What dialects say differently. */
export interface TableWords extends Pick<TableStore, 'findKey' | 'columnsOf'> {
  /** What two values of a column are compared by. */
  comparable(eb: Where, column: ShownColumn | undefined, value: Expression<unknown>): Expression<unknown>
  /** Whether a column holds the term, in any case. `%` and `_` in a term are plain characters. */
  contains(eb: Where, name: string, match: 'contains' | 'starts' | 'equals', term: string): Condition
  /** Whether it has the value; NULL is the same as NULL. */
  isSame(eb: Where, value: Expression<unknown>, stored: Stored): Condition
  toKept(column: ShownColumn | undefined, value: Value): Value
  toShown(column: ShownColumn, stored: unknown): Value
}

/** `open` is called at the first use. What is recorded runs as a transaction of ours, the rest by itself. */
export function createTableStore(
  words: TableWords,
  runner: Pick<Runner, 'write'>,
  open: () => Promise<Db>,
): TableStore {
  let opening: Promise<Db> | undefined
  const kysely = () => {
    opening ??= open()
    return opening
  }

  return {
    findKey: words.findKey,
    columnsOf: words.columnsOf,
    async count(view, selection) {
      const query = (await kysely()).selectFrom(`${view.table} as t`).where(eb => matches(words, eb, view, selection))
      const counted = query.select(eb => eb.fn.countAll().as('count'))
      return Number((await unlessMistyped(() => counted.executeTakeFirst()))?.count ?? 0)
    },
    async select(view, selection, slice) {
      const query = sliced(words, selectView(await kysely(), view), view, slice)
      const rows = await unlessMistyped(() => query.where(eb => matches(words, eb, view, selection)).execute())
      return (rows ?? []).map(row => toFound(words, view, row as Row).values)
    },
    async find(view, equals) {
      const query = selectView(await kysely(), view).where(eb => holds(words, eb, view, equals))
      const row = await unlessMistyped(() => query.executeTakeFirst())
      return row === undefined ? undefined : toFound(words, view, row as Row)
    },
    async exists(view, equals, except) {
      const found = (await kysely())
        .selectFrom(`${view.table} as t`)
        .where(eb => holds(words, eb, view, equals))
        .select('t.id')
      const others = except === undefined ? found : found.where('t.id', '!=', except)
      return (await unlessMistyped(() => others.limit(1).executeTakeFirst())) !== undefined
    },
    async insert(view, values, record) {
      const query = (await kysely()).insertInto(view.table)
      const filled =
        Object.keys(values).length === 0 ? query.defaultValues() : query.values(keptValues(words, view, values))
      const returning = filled.returning('id')
      return await orConflict(view, async () => {
        if (record === undefined) return savedAs(await returning.executeTakeFirst())
        return await recordedInsert(runner, returning.compile(), view, shownValues(words, view, values), record)
      })
    },
    async update(view, before, values, record) {
      if (Object.keys(values).length === 0) return { outcome: 'saved' }
      const query = (await kysely())
        .updateTable(`${view.table} as t`)
        .set(keptValues(words, view, values))
        .where(eb => isUnchanged(words, eb, view, before))
      return await orConflict(view, async () => {
        if (record !== undefined)
          return await recordedUpdate(runner, query.compile(), view, before, shownValues(words, view, values), record)
        const { numUpdatedRows } = await query.executeTakeFirstOrThrow()
        return numUpdatedRows === 0n ? ({ outcome: 'changed' } as const) : ({ outcome: 'saved' } as const)
      })
    },
    async remove(view, before, record) {
      const query = (await kysely()).deleteFrom(`${view.table} as t`).where(eb => isUnchanged(words, eb, view, before))
      return await orConflict(view, async () => {
        if (record !== undefined) return await recordedRemove(runner, query.compile(), view, before, record)
        const { numDeletedRows } = await query.executeTakeFirstOrThrow()
        return numDeletedRows === 0n ? ({ outcome: 'changed' } as const) : ({ outcome: 'removed' } as const)
      })
    },
  }
}

/** One statement for a page of rows, joined columns included. */
function selectView(db: Db, view: TableView): Query {
  const { table, columns, joins } = view
  const own = db.selectFrom(`${table} as t`).select(columns.map(({ name }) => `t.${name} as ${name}`))
  return joins.reduce((query, { name, key, table: other, column, bounds }, index) => {
    const alias = `j${index}`
    return query
      .leftJoin(`${other} as ${alias}`, join =>
        join.onRef(`${alias}.id`, '=', `t.${key}`).on(eb => isVisible(eb, alias, bounds, view)),
      )
      .select(`${alias}.${column} as ${name}`) as Query
  }, own as Query)
}

/** A row that is shown to its owners alone, or in its organization alone, gives nothing to others (IDOR). */
function isVisible(eb: Conditions, alias: string, bounds: readonly RowBound[] = [], view: TableView) {
  if (bounds.length === 0) return eb.lit(true)
  const each = bounds.map(bound => boundValues(bound, view)).filter(values => values !== undefined)
  return eb.or(
    each.map(values => eb.and(Object.entries(values).map(([name, value]) => eb(`${alias}.${name}`, '=', value)))),
  )
}

function sliced(words: TableWords, query: Query, { columns }: TableView, { order, offset, limit }: Slice): Query {
  const ordered = order.reduce((sorted, { column, descending }) => {
    const compared = columns.find(({ name }) => name === column)
    return sorted.orderBy(eb => words.comparable(eb, compared, eb.ref(`t.${column}`)), descending ? 'desc' : 'asc')
  }, query)
  return limit === null ? ordered : ordered.limit(limit).offset(offset)
}

type Column = Pick<TableView, 'table' | 'columns'>

function keptValues(words: TableWords, { columns }: TableView, values: TableRow): TableRow {
  const kept = Object.entries(values).map(([name, value]) => [name, words.toKept(find(columns, name), value)])
  return Object.fromEntries(kept) as TableRow
}

/** As a row will show them. */
function shownValues(words: TableWords, { columns }: TableView, values: TableRow): TableRow {
  const shown = Object.entries(values).map(([name, value]) => {
    const column = find(columns, name)
    return [name, column === undefined ? value : words.toShown(column, words.toKept(column, value))]
  })
  return Object.fromEntries(shown) as TableRow
}

const find = (columns: TableView['columns'], name: string) => columns.find(column => column.name === name)

function matches(words: TableWords, eb: Where, view: Column, { equals, search, beyond }: Selection) {
  const found = search.terms.map(term =>
    eb.or(search.columns.map(({ name, match }) => words.contains(eb, name, match, term))),
  )
  return eb.and([holds(words, eb, view, equals), ...found, ...(beyond ? [isBeyond(words, eb, view, beyond)] : [])])
}

function isBeyond(
  words: TableWords,
  eb: Where,
  { columns }: Column,
  { column: name, isGreater, value }: NonNullable<Selection['beyond']>,
) {
  const column = find(columns, name)
  const [own, other] = [eb.ref(`t.${name}`), eb.val(words.toKept(column, value))]
  return eb(words.comparable(eb, column, own), isGreater ? '>' : '<', words.comparable(eb, column, other))
}

function holds(words: TableWords, eb: Where, { columns }: Column, equals: TableRow) {
  const each = Object.entries(equals).map(([name, value]) => {
    if (value === null) return eb(`t.${name}`, 'is', null)
    const column = find(columns, name)
    const isCompared = column?.kind === 'decimal' || column?.kind === 'datetime'
    if (!isCompared) return eb(`t.${name}`, '=', value)
    return eb(
      words.comparable(eb, column, eb.ref(`t.${name}`)),
      '=',
      words.comparable(eb, column, eb.val(words.toKept(column, value))),
    )
  })
  return eb.and(each)
}

/**
 * All columns are as they were checked, those of other tables too, on which a permission may have been decided: a change
 * by another request in between is not written over.
 */
function isUnchanged(words: TableWords, eb: Where, view: TableView, { seen }: FoundRow) {
  const { columns, joins } = view
  const before = (name: string) => (seen[name] ?? null) as Stored
  return eb.and([
    ...columns.map(({ name }) => words.isSame(eb, eb.ref(`t.${name}`), before(name))),
    ...joins.map(({ name, key, table, column, bounds }) => {
      const shown = eb
        .selectFrom(`${table} as j`)
        .select(`j.${column}`)
        .whereRef('j.id', '=', `t.${key}`)
        .where(isVisible(eb, 'j', bounds, view))
      return words.isSame(eb, shown, before(name))
    }),
  ])
}

/** A value that its column cannot hold (`abc` in one of numbers) is in no row; only some databases call it an error. */
async function unlessMistyped<T>(run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof ConstraintError && error.rule === 'type') return undefined
    throw error
  }
}

async function orConflict<T>({ table }: TableView, run: () => Promise<T>): Promise<T | Conflict> {
  try {
    return await run()
  } catch (error) {
    if (!(error instanceof ConstraintError)) throw error
    const { rule } = error
    if (rule === 'foreign_key') return { outcome: 'missing_reference' }
    // A trigger may have written to another table, whose columns must not be revealed.
    const columns = error.table?.toLowerCase() === table.toLowerCase() ? error.columns : []
    if (rule === 'unique') return { outcome: 'duplicate', columns }
    return { outcome: 'refused', rule: rule === 'check' ? 'other' : rule, columns }
  }
}

function toFound(words: TableWords, { columns, joins }: TableView, row: Row): FoundRow {
  const shown = [...columns, ...joins].map((column: ShownColumn) => [
    column.name,
    words.toShown(column, row[column.name] ?? null),
  ])
  return { values: Object.fromEntries(shown) as TableRow, seen: row }
}
