/** Implements the TableStore port for the application's tables. Names come from resources, values are bound. */
import type { ExpressionBuilder, Kysely, SelectQueryBuilder } from 'kysely'
import type {
  Conflict,
  Selection,
  Slice,
  TableRow,
  TableStore,
  TableView,
  Value,
} from '../../features/resources/table-store.ts'
import { ConstraintError } from '../transactions/constraint-error.ts'
import type { Row } from './database.ts'

/** Tables with any columns: a view names those that exist. */
type Tables = Record<string, Record<string, Value>>
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
      return rows.map(row => toTableRow(view, row as Row))
    },
    async find(view, equals) {
      const query = selectView(await kysely(), view).where(eb => holds(eb, equals))
      const row = await query.executeTakeFirst()
      return row === undefined ? undefined : toTableRow(view, row as Row)
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
      return await orConflict(async () => {
        const row = await filled.returning('id').executeTakeFirstOrThrow()
        return { outcome: 'saved', id: Number(row.id) } as const
      })
    },
    async update(view, before, values) {
      if (Object.keys(values).length === 0) return { outcome: 'saved' }
      const query = (await kysely())
        .updateTable(`${view.table} as t`)
        .set(values)
        .where(eb => isUnchanged(eb, view, before))
      return await orConflict(async () => {
        const { numUpdatedRows } = await query.executeTakeFirstOrThrow()
        return numUpdatedRows === 0n ? ({ outcome: 'changed' } as const) : ({ outcome: 'saved' } as const)
      })
    },
    async remove(view, before) {
      const query = (await kysely()).deleteFrom(`${view.table} as t`).where(eb => isUnchanged(eb, view, before))
      return await orConflict(async () => {
        const { numDeletedRows } = await query.executeTakeFirstOrThrow()
        return numDeletedRows === 0n ? ({ outcome: 'changed' } as const) : ({ outcome: 'removed' } as const)
      })
    },
  }
}

/** One statement for a page of rows, joined columns included. */
function selectView(db: Db, { table, columns, joins }: TableView): Query {
  const own = db.selectFrom(`${table} as t`).select(columns.map(({ name }) => `t.${name} as ${name}`))
  return joins.reduce((query, { name, key, table: other, column }, index) => {
    const alias = `j${index}`
    return query
      .leftJoin(`${other} as ${alias}`, `${alias}.id`, `t.${key}`)
      .select(`${alias}.${column} as ${name}`) as Query
  }, own as Query)
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

/** All columns must be as they were checked, so that a concurrent change is not overwritten. */
function isUnchanged(eb: Where, { columns }: TableView, before: TableRow) {
  return eb.and(columns.map(({ name }) => eb(`t.${name}`, 'is', before[name] ?? null)))
}

async function orConflict<T>(run: () => Promise<T>): Promise<T | Conflict> {
  try {
    return await run()
  } catch (error) {
    if (!(error instanceof ConstraintError)) throw error
    if (error.rule === 'foreign_key') return { outcome: 'missing_reference' }
    return { outcome: 'duplicate', columns: error.columns }
  }
}

function toTableRow({ columns }: TableView, row: Row): TableRow {
  const booleans = columns.filter(({ kind }) => kind === 'boolean').map(({ name }) => [name, row[name] === 1] as const)
  return { ...(row as TableRow), ...Object.fromEntries(booleans) }
}
