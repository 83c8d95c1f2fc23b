/**
 * Instants as Django REST Framework writes them: ISO 8601 in UTC with `Z`, six digits of fraction, none when it is
 * zero. A Date holds milliseconds only; a user imported from a Django table keeps the microseconds.
 */
import type { Brand } from './brand.ts'

/** Text such as `2024-02-29T23:59:59.123456Z`. */
export type Instant = Brand<string, 'Instant'>

const canonical = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z$/

/** The instant of a Date, to the millisecond. */
export function instantOf(date: Date): Instant {
  return date.toISOString().replace(/\.(\d{3})Z$/, (_, ms: string) => (ms === '000' ? 'Z' : `.${ms}000Z`)) as Instant
}

/** Reads the canonical form; anything else is a programming error and throws. */
export function parseInstant(text: string): Instant {
  if (!canonical.test(text)) throw new TypeError(`not an instant: ${JSON.stringify(text)}`)
  return text as Instant
}
