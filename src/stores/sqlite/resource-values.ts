/** Values of an application's tables as answers show them: SQLite has neither booleans nor decimals, and no fixed types. */

import type { ShownColumn, Value } from '../../features/resources/table-store.ts'
import { toDecimalText } from '../../kernel/decimal.ts'
import type { Row } from './database.ts'

/** Nothing is refused here: a row that was written past the resource must not make its list unreadable. */
export function toShown({ kind, allowNull = false, decimalPlaces }: ShownColumn, stored: Row[string]): Value {
  if (kind === 'boolean') return stored === null && allowNull ? null : toBoolean(stored)
  if (kind === 'decimal' && stored !== null) return toDecimalText(stored as string | number | bigint, decimalPlaces)
  return stored as Value
}

/** Spellings of DRF's BooleanField that another program may have written. */
const falseTexts: ReadonlySet<string> = new Set(['f', 'n', 'no', 'false', 'off', '0', ''])

function toBoolean(stored: Row[string]): boolean {
  return typeof stored === 'string' ? !falseTexts.has(stored.toLowerCase()) : Boolean(stored)
}
