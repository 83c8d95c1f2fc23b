/** How columns become JavaScript values. What is not named here is as the driver has it. */
import type { Driver, TypeParser } from './load-pg.ts'

const int8 = 20
const textual: ReadonlySet<number> = new Set([
  1082, // date
  1083, // time
  1114, // timestamp
  1184, // timestamptz: a Date would lose the microseconds
  1186, // interval
  1266, // timetz
])

/** Whole numbers are numbers where these hold them exactly, and bigints beyond; moments and dates are text. */
export function columnTypes(types: Driver['types']): { readonly getTypeParser: TypeParser } {
  return {
    getTypeParser(oid, format) {
      if (oid === int8) return toWhole
      return textual.has(oid) ? String : types.getTypeParser(oid, format)
    },
  }
}

function toWhole(text: string): number | bigint {
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : BigInt(text)
}
