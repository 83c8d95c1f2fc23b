/**
 * Where a page of accounts begins, as text for clients. It holds the place in an order and nothing secret: one that is made
 * up names another place in the same list, so it is not signed, but it must have the form of ours.
 */
import { readCursorText, writeCursorText } from '../kernel/cursor-text.ts'
import type { UserId } from '../kernel/user-id.ts'
import { type AuthError, problem } from '../problems.ts'
import type { UserOrder } from './user-list.ts'

/** The place of an account: what the list is ordered by (empty for an order by id), and its id. */
export interface ListPosition {
  readonly key: string
  readonly id: UserId
}

/** Which page: the one after the place, or before it; before the end of the list where there is no place. */
export interface ListCursor {
  readonly isBackwards: boolean
  readonly position: ListPosition | undefined
}

export function writeCursor({ by, descending = false }: UserOrder, { isBackwards, position }: ListCursor): string {
  const place = position === undefined ? [] : [position.key, position.id]
  return writeCursorText([by, descending, isBackwards, ...place])
}

/** Throws `invalid_cursor`: damaged, or of a list in another order. */
export function readCursor(order: UserOrder, text: string): ListCursor {
  const [, , isBackwards, key, id] = readCursorText(text, longestCursor) ?? []
  const position = typeof key === 'string' && isId(id) ? { key, id } : undefined
  if (typeof isBackwards !== 'boolean' || (position === undefined && !isBackwards)) throw refused()
  const cursor = { isBackwards, position }
  // What is written again is the same text, or it was not ours.
  if (key?.toString().includes('\0') || writeCursor(order, cursor) !== text) throw refused()
  return cursor
}

/** A key is a moment or a login name. */
const longestCursor = 2000

function isId(value: unknown): value is UserId {
  return typeof value === 'string' ? !value.includes('\0') : Number.isSafeInteger(value)
}

function refused(): AuthError {
  return problem('invalid_cursor', { reason: 'invalid_cursor' })
}
