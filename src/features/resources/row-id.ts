/** Ids of rows as paths and filters write them: whole numbers of 64 bits, or text where the table's key is text. */
import type { RowId } from './table-store.ts'

const wholeNumber = /^[-+]?\d+$/

/** As in Django's path converters, only a whole number can be the id of an integer key. */
export function isRowId(text: string, isText: boolean): boolean {
  return isText || wholeNumber.test(text)
}

/** `undefined` for what no row can have: a number that 64 bits do not hold. Nothing is rounded. */
export function readRowId(text: string, isText: boolean): RowId | undefined {
  if (isText) return text
  if (Number.isSafeInteger(Number(text))) return Number(text)
  const id = text.length > 20 ? 0n : BigInt(text.replace('+', ''))
  return id !== 0n && BigInt.asIntN(64, id) === id ? id : undefined
}
