/** What SQLite says of an application's tables: see ../tables/table-store.ts. */
import type { Expression } from 'kysely'
import type { ShownColumn } from '../../features/resources/table-store.ts'
import { foldCase } from '../../kernel/fold-case.ts'
import type { TableWords, Where } from '../tables/table-store.ts'
import { type Database, read } from './database.ts'
import { decimalFunction, foldFunction, momentFunction } from './functions.ts'
import { findKeyColumn } from './key-column.ts'
import { toKept, toShown } from './resource-values.ts'

export function createTableWords(database: Database): TableWords {
  return {
    findKey: table => read(() => findKeyColumn(database, table)),
    columnsOf: table =>
      read(() => {
        const rows = database.prepare('SELECT name FROM pragma_table_xinfo(?)').all(table)
        return rows.length === 0 ? undefined : rows.map(({ name }) => String(name))
      }),
    comparable,
    contains,
    isSame: (eb, value, stored) => eb(value, 'is', stored),
    toKept,
    toShown,
  }
}

/** The width in which `toKept` writes moments: such a row needs no call. */
const keptMoment = '____-__-__T__:__:__.______Z'

/** Moments are compared by time and decimals by size, in whichever form a program wrote them. */
function comparable(eb: Where, column: ShownColumn | undefined, value: Expression<unknown>): Expression<unknown> {
  if (column?.kind === 'decimal') return eb.fn(decimalFunction, [value, eb.val(column.decimalPlaces ?? 0)])
  if (column?.kind !== 'datetime') return value
  const moment = eb.fn(momentFunction, [value])
  return eb
    .case()
    .when(eb(value, 'like', keptMoment))
    .then(value)
    .else(moment)
    .end()
}

/** Ignores case beyond ASCII too, as Django does on PostgreSQL. Not LIKE: `%` and `_` in a term are plain characters. */
function contains(eb: Where, name: string, match: 'contains' | 'starts' | 'equals', term: string) {
  const text = eb.fn<string>(foldFunction, [eb.ref(`t.${name}`)])
  const sought = eb.val(foldCase(term))
  if (match === 'equals') return eb(text, '=', sought)
  const at = eb.fn<number>('instr', [text, sought])
  return match === 'starts' ? eb(at, '=', 1) : eb(at, '>', 0)
}
