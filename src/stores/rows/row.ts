/** A row as a driver gives it. What the columns hold differs by dialect: numbers or text, 0 and 1 or booleans. */
import type { UserId } from '../../kernel/user-id.ts'

export type Row = Readonly<Record<string, unknown>>

/** A column's value as an id. */
export function toUserId(value: unknown): UserId {
  return typeof value === 'string' ? value : Number(value)
}

/** NULL and a column that is not there are `null`. */
export function toMoment(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value)
}

/** NULL is `undefined`. */
export function toText(value: unknown): string | undefined {
  return value === null || value === undefined ? undefined : String(value)
}
