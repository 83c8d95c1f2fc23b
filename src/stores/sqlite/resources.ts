/** Implements the TableStore port for the application's tables. Names come from resources, values are bound. */
import type { ExpressionBuilder, Kysely, SelectQueryBuilder } from 'kysely'
import type {
  Conflict,
  FoundRow,
  RowId,
  Selection,
  ShownColumn,
  Slice,
  TableRow,
  TableStore,
  TableView,
  Value,
} from '../../features/resources/table-store.ts'
import { ConstraintError } from '../transactions/constraint-error.ts'
import type { Row } from './database.ts'
import { toShown } from './resource-values.ts'

type Stored = Value | Uint8Array

/** Tables with any columns: a view names those that exist. */
type Tables = Record<string, Record<string, Stored>>
type Db = Kysely<Tables>
type Query = SelectQueryBuilder<Tables, string, Record<string, unknown>>
type Where = ExpressionBuilder<Tables, string>

/** `open` is called at the first use. */
export function createTableStore(open: () => Promise<Db>): TableStore {
  let opening: Promise<Db> | undefined
  const kysely = () => {
    opening ??= open()
    return opening
  }

  return {
    async count(view, selection) {
      const query = (await kysely()).selectFrom(`${view.table} as t`).where(eb => matches(eb, selection))
      const row = await query.select(eb => eb.fn.countAll().as('count')).executeTakeFirst()
      return Number(row?.count ?? 0)
    },
    async select(view, selection, slice) {
      const rows = await sliced(selectView(await kysely(), view), view, slice)
        .where(eb => matches(eb, selection))
        .execute()
      return rows.map(row => toFound(view, row as Row).values)
    },
    async find(view, equals) {
      const query = selectView(await kysely(), view).where(eb => holds(eb, equals))
      const row = await query.executeTakeFirst()
      return row === undefined ? undefined : toFound(view, row as Row)
    },
    async exists(table, equals, except) {
      const found = (await kysely())
        .selectFrom(`${table} as t`)
        .where(eb => holds(eb, equals))
        .select('t.id')
      const others = except === undefined ? found : found.where('t.id', '!=', except)
      return (await others.limit(1).executeTakeFirst()) !== undefined
    },
    async insert(view, values) {
      const query = (await kysely()).insertInto(view.table)
      const filled = Object.keys(values).length === 0 ? query.defaultValues() : query.values(values)
      return await orConflict(view, async () => {
        const row = await filled.returning('id').executeTakeFirst()
        // RAISE(IGNORE) in a trigger leaves the row out and says nothing.
        if (row === undefined) return { outcome: 'refused', rule: 'other', columns: [] } as const
        return { outcome: 'saved', id: row.id as RowId } as const
      })
    },
    async update(view, before, values) {
      if (Object.keys(values).length === 0) return { outcome: 'saved' }
      const query = (await kysely())
        .updateTable(`${view.table} as t`)
        .set(values)
        .where(eb => isUnchanged(eb, view, before))
      return await orConflict(view, async () => {
        const { numUpdatedRows } = await query.executeTakeFirstOrThrow()
        return numUpdatedRows === 0n ? ({ outcome: 'changed' } as const) : ({ outcome: 'saved' } as const)
      })
    },
    async remove(view, before) {
      const query = (await kysely()).deleteFrom(`${view.table} as t`).where(eb => isUnchanged(eb, view, before))
      return await orConflict(view, async () => {
        const { numDeletedRows } = await query.executeTakeFirstOrThrow()
        return numDeletedRows === 0n ? ({ outcome: 'changed' } as const) : ({ outcome: 'removed' } as const)
      })
    },
  }
}

/** One statement for a page of rows, joined columns included. */
function selectView(db: Db, { table, columns, joins, caller }: TableView): Query {
  const own = db.selectFrom(`${table} as t`).select(columns.map(({ name }) => `t.${name} as ${name}`))
  return joins.reduce((query, { name, key, table: other, column, owners }, index) => {
    const alias = `j${index}`
    return query
      .leftJoin(`${other} as ${alias}`, join =>
        join.onRef(`${alias}.id`, '=', `t.${key}`).on(eb => isVisible(eb as unknown as Where, alias, owners, caller)),
      )
      .select(`${alias}.${column} as ${name}`) as Query
  }, own as Query)
}

/** A row that is shown to its owners alone gives nothing to anybody else (IDOR). */
function isVisible(eb: Where, alias: string, owners: readonly string[] = [], caller: TableView['caller'] = undefined) {
  if (owners.length === 0) return eb.lit(true)
  return eb.or(caller === undefined ? [] : owners.map(owner => eb(`${alias}.${owner}`, '=', caller)))
}

function sliced(query: Query, { columns }: TableView, { order, offset, limit }: Slice): Query {
  const ordered = order.reduce((sorted, { column, descending }) => {
    // Decimals are stored as text, and as text 9.00 would sort after 10.00.
    const isDecimal = columns.some(({ name, kind }) => name === column && kind === 'decimal')
    const direction = descending ? 'desc' : 'asc'
    return isDecimal
      ? sorted.orderBy(eb => eb.cast(eb.ref(`t.${column}`), 'real'), direction)
      : sorted.orderBy(`t.${column}`, direction)
  }, query)
  return limit === null ? ordered : ordered.limit(limit).offset(offset)
}

function matches(eb: Where, { equals, search }: Selection) {
  const found = search.terms.map(term => eb.or(search.columns.map(column => contains(eb, column, term))))
  return eb.and([holds(eb, equals), ...found])
}

/** Ignores ASCII case, as Django does on SQLite. Not LIKE: `%` and `_` in a term are plain characters. */
function contains(eb: Where, { name, match }: Selection['search']['columns'][number], term: string) {
  const text = eb.fn<string>('lower', [eb.ref(`t.${name}`)])
  const sought = eb.fn<string>('lower', [eb.val(term)])
  if (match === 'equals') return eb(text, '=', sought)
  const at = eb.fn<number>('instr', [text, sought])
  return match === 'starts' ? eb(at, '=', 1) : eb(at, '>', 0)
}

function holds(eb: Where, equals: TableRow) {
  return eb.and(Object.entries(equals).map(([name, value]) => eb(`t.${name}`, value === null ? 'is' : '=', value)))
}

/**
 * All columns are as they were checked, those of other tables too, on which a permission may have been decided: a change
 * by another request in between is not written over.
 */
function isUnchanged(eb: Where, { columns, joins, caller }: TableView, { seen }: FoundRow) {
  const before = (name: string) => (seen[name] ?? null) as Stored
  return eb.and([
    ...columns.map(({ name }) => eb(`t.${name}`, 'is', before(name))),
    ...joins.map(({ name, key, table, column, owners }) => {
      const shown = eb
        .selectFrom(`${table} as j`)
        .select(`j.${column}`)
        .whereRef('j.id', '=', `t.${key}`)
        .where(inner => isVisible(inner as unknown as Where, 'j', owners, caller))
      return eb(shown, 'is', before(name))
    }),
  ])
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

function toFound({ columns, joins }: TableView, row: Row): FoundRow {
  const shown = [...columns, ...joins].map((column: ShownColumn) => [
    column.name,
    toShown(column, row[column.name] ?? null),
  ])
  return { values: Object.fromEntries(shown) as TableRow, seen: row }
}
