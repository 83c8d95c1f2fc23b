/**
 * Functions that queries over an application's tables compare by: SQLite knows neither moments, nor exact decimals, nor
 * letters beyond ASCII. Only queries of this connection can call them: no index, view or trigger of the file depends on
 * them, so other programs read it as before.
 */
import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite'
import { decimalSortKey, toDecimalText } from '../../kernel/decimal.ts'
import { foldCase } from '../../kernel/fold-case.ts'
import { fixedMoment } from '../../kernel/moment.ts'

export const momentFunction = 'latchkey_moment'
export const decimalFunction = 'latchkey_decimal'
export const foldFunction = 'latchkey_fold'

const options = { deterministic: true, directOnly: true, useBigIntArguments: true } as const

export function addFunctions(db: DatabaseSync): void {
  db.function(
    momentFunction,
    options,
    (value: SQLOutputValue): SQLInputValue => (typeof value === 'string' ? fixedMoment(value) : value),
  )
  db.function(decimalFunction, options, (value: SQLOutputValue, places: SQLOutputValue): SQLInputValue => {
    if (value === null || value instanceof Uint8Array) return value
    return decimalSortKey(toDecimalText(value, Number(places))) ?? value
  })
  db.function(
    foldFunction,
    options,
    (value: SQLOutputValue): SQLInputValue =>
      value === null ? null : foldCase(value instanceof Uint8Array ? Buffer.from(value).toString() : String(value)),
  )
}
