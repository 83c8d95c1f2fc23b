/** What PostgreSQL says of an application's tables: see ../tables/table-store.ts. Columns have types, and compare by them. */

import type { Expression, RawNode } from 'kysely'
import type { ShownColumn, Value } from '../../features/resources/table-store.ts'
import { toDecimalText } from '../../kernel/decimal.ts'
import { foldCase } from '../../kernel/fold-case.ts'
import { readMoment } from '../../kernel/moment.ts'
import type { Stored, TableWords, Where } from '../tables/table-store.ts'
import { type Connection, isAny, rowsOf } from './connection.ts'
import { toCaller } from './faults.ts'
import { findKeyColumn } from './key-column.ts'

/** `hasUnicode`: see `hasUnicodeCollation`. */
export function createTableWords(on: Connection, hasUnicode: boolean): TableWords {
  return {
    findKey: table => orUnavailable(findKeyColumn(on, table)),
    columnsOf: table => orUnavailable(columnsOf(on, table)),
    comparable: (_, __, value) => value,
    contains: hasUnicode ? containsFolded : contains,
    isSame,
    toKept: (_, value) => value,
    toShown,
  }
}

/** `=` where it can be, as only that finds a row by its index. Arrays and JSON have no other way to be compared. */
function isSame(eb: Where, value: Expression<unknown>, stored: Stored) {
  if (stored === null) return eb(value, 'is', null)
  if (typeof stored !== 'object' || Buffer.isBuffer(stored)) return eb(value, '=', stored)
  return eb(eb.fn('to_jsonb', [value]), '=', eb.cast(eb.val(JSON.stringify(stored)), 'jsonb'))
}

async function columnsOf(on: Connection, table: string): Promise<readonly string[] | undefined> {
  const rows = await rowsOf(
    on.query(
      `SELECT attname AS name FROM pg_attribute
       WHERE attrelid = to_regclass(quote_ident($1)) AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
      [table],
    ),
  )
  return rows.length === 0 ? undefined : rows.map(({ name }) => String(name))
}

const unicode = 'und-x-icu'

/** Whether the server folds as `foldCase` does: it was built with ICU, as packages and images are, for UTF-8. */
export async function hasUnicodeCollation(on: Connection): Promise<boolean> {
  return await isAny(
    on.query(
      `SELECT FROM pg_collation WHERE collname = $1 AND collnamespace = 'pg_catalog'::regnamespace
       AND getdatabaseencoding() = 'UTF8'`,
      [unicode],
    ),
  )
}

type Match = 'contains' | 'starts' | 'equals'

/** What `foldCase` does, whatever the locale of the database: in that of `C` only ASCII has cases. */
function containsFolded(eb: Where, name: string, match: Match, term: string) {
  const composed = eb.fn<string>('normalize', [eb.cast<string>(eb.ref(`t.${name}`), 'text')])
  const folded = eb.fn<string>('lower', [eb.fn<string>('upper', [collated(composed)])])
  const dotless = eb.fn<string>('replace', [eb.fn<string>('normalize', [folded]), eb.val('i\u0307'), eb.val('i')])
  const text = eb.fn<string>('replace', [dotless, eb.val('ς'), eb.val('σ')])
  return isFound(eb, match, text, eb.val(foldCase(term)))
}

/** Kysely has no word for COLLATE, and its `sql` would load all of it with the store. */
function collated(value: Expression<string>): Expression<string> {
  const node = (): RawNode => ({
    kind: 'RawNode',
    sqlFragments: ['', ` COLLATE "${unicode}"`],
    parameters: [value.toOperationNode()],
  })
  return { expressionType: undefined, toOperationNode: node }
}

/** Folds as the database folds, which is what Django asks it for (`UPPER(x::text)`). */
function contains(eb: Where, name: string, match: Match, term: string) {
  const text = eb.fn<string>('upper', [eb.cast<string>(eb.ref(`t.${name}`), 'text')])
  const sought = eb.fn<string>('upper', [eb.cast<string>(eb.val(term), 'text')])
  return isFound(eb, match, text, sought)
}

function isFound(eb: Where, match: Match, text: Expression<string>, sought: Expression<string>) {
  if (match === 'equals') return eb(text, '=', sought)
  const at = eb.fn<number>('strpos', [text, sought])
  return match === 'starts' ? eb(at, '=', 1) : eb(at, '>', 0)
}

function toShown({ kind, allowNull = false, decimalPlaces }: ShownColumn, stored: unknown): Value {
  if (stored === null || stored === undefined) return kind === 'boolean' && !allowNull ? false : null
  if (kind === 'decimal') return toDecimalText(stored as string | number | bigint, decimalPlaces)
  if (kind === 'datetime' && typeof stored === 'string') return readMoment(stored) ?? stored
  // JSON has no infinity.
  if (typeof stored === 'number' && !Number.isFinite(stored)) return String(stored)
  if (Buffer.isBuffer(stored)) return stored.toString()
  return typeof stored === 'object' ? JSON.stringify(stored) : (stored as Value)
}

async function orUnavailable<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked
  } catch (error) {
    throw toCaller(error)
  }
}
