/**
 * Where a page of history begins, as text for clients. It holds a place in the order and nothing secret: one that is made up
 * names another place in the same list, so it is not signed, but it must have the form of ours.
 */
import { readCursorText, writeCursorText } from '../../kernel/cursor-text.ts'
import { type AuthError, problem } from '../../problems.ts'

/** The place of a row in the order of the list. */
export interface AuditPosition {
  readonly at: number
  readonly id: number
}

/** Which page: the older rows behind the place, or the newer ones before it. Without a place from that end of the list. */
export interface AuditCursor {
  readonly isBackwards: boolean
  readonly position: AuditPosition | undefined
}

export function writeAuditCursor({ isBackwards, position }: AuditCursor): string {
  const place = position === undefined ? [] : [position.at, position.id]
  return writeCursorText([isBackwards, ...place])
}

/** Throws `invalid_cursor`: damaged, or of another list. */
export function readAuditCursor(text: string): AuditCursor {
  const [isBackwards, at, id] = readCursorText(text, longestCursor) ?? []
  if (typeof isBackwards !== 'boolean') throw refused()
  const position = isWhole(at) && isWhole(id) ? { at, id } : undefined
  const cursor = { isBackwards, position }
  // What is written again is the same text, or it was not ours.
  if (writeAuditCursor(cursor) !== text) throw refused()
  return cursor
}

const longestCursor = 200

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value)
}

function refused(): AuthError {
  return problem('invalid_cursor', { reason: 'invalid_cursor' })
}
