/** Values of an application's tables as answers show them: SQLite has neither booleans nor decimals, and no fixed types. */

import type { ShownColumn, Value } from '../../features/resources/table-store.ts'
import { toDecimalText } from '../../kernel/decimal.ts'
import { fixedMoment, readMoment } from '../../kernel/moment.ts'
import type { Row } from './database.ts'

/** Nothing is refused here: a row that was written past the resource must not make its list unreadable. */
export function toShown({ kind, allowNull = false, decimalPlaces }: ShownColumn, value: unknown): Value {
  const stored = value as Row[string]
  if (kind === 'boolean') return stored === null && allowNull ? null : toBoolean(stored)
  if (kind === 'decimal' && stored !== null && !(stored instanceof Uint8Array))
    return toDecimalText(stored as string | number | bigint, decimalPlaces)
  if (kind === 'datetime' && typeof stored === 'string') return readMoment(stored) ?? stored
  // JSON has no infinity, and a BLOB in a column of text is text.
  if (typeof stored === 'number' && !Number.isFinite(stored)) return stored > 0 ? 'Infinity' : '-Infinity'
  return stored instanceof Uint8Array ? Buffer.from(stored).toString() : (stored as Value)
}

/** As it is kept: moments in one width, so that their text sorts by time, also for other programs. */
export function toKept(column: ShownColumn | undefined, value: Value): Value {
  return column?.kind === 'datetime' && typeof value === 'string' ? fixedMoment(value) : value
}

/** Spellings of DRF's BooleanField that another program may have written. */
const falseTexts: ReadonlySet<string> = new Set(['f', 'n', 'no', 'false', 'off', '0', ''])

function toBoolean(stored: Row[string]): boolean {
  return typeof stored === 'string' ? !falseTexts.has(stored.toLowerCase()) : Boolean(stored)
}
