/**
 * DRF's CursorPagination: a cursor is a position (the value of the first column of the ordering) and an offset from it,
 * for rows that share a position. Rows that are inserted meanwhile move no other row to another page.
 */
export interface Cursor {
  readonly offset: number
  /** The page before a position, read backwards. */
  readonly isReverse: boolean
  /** `undefined`: from the start, or from the end. */
  readonly position: string | undefined
}

export interface CursorPage<Row> {
  readonly rows: readonly Row[]
  readonly next: Cursor | undefined
  readonly previous: Cursor | undefined
}

/** An offset costs the database what it skips: a caller cannot ask for more. */
const largestOffset = 1000
const wholeNumber = /^\s*\+?\d+(?:_\d+)*\s*$/

/** `undefined` for what is no cursor. Python's `b64decode` skips what is not of its alphabet. */
export function decodeCursor(encoded: string): Cursor | undefined {
  if (/[^\0-\x7f]/.test(encoded)) return undefined
  const bare = encoded.replaceAll(/[^A-Za-z0-9+/=]/g, '')
  if (bare.length % 4 !== 0) return undefined
  const tokens = new URLSearchParams(Buffer.from(bare, 'base64').toString('latin1'))
  const [offset, reverse] = ['o', 'r'].map(name => readNumber(tokens.get(name) ?? '0'))
  if (offset === undefined || reverse === undefined) return undefined
  const position = tokens.get('p') ?? undefined
  return { offset: Math.min(offset, largestOffset), isReverse: reverse !== 0, position }
}

export function encodeCursor({ offset, isReverse, position }: Cursor): string {
  const tokens = new URLSearchParams()
  if (offset !== 0) tokens.set('o', String(offset))
  if (isReverse) tokens.set('r', '1')
  if (position !== undefined) tokens.set('p', position)
  return Buffer.from(tokens.toString()).toString('base64')
}

function readNumber(text: string): number | undefined {
  return wholeNumber.test(text) ? Number(text.replaceAll('_', '')) : undefined
}

interface Turn<Row> {
  readonly cursor: Cursor | undefined
  readonly size: number
  readonly positionOf: (row: Row) => string
}

/** `found`: the rows from the cursor on, in the order in which they were read, with one more than the page has. */
export function turnPage<Row>(found: readonly Row[], turn: Turn<Row>): CursorPage<Row> {
  const { cursor, size, positionOf } = turn
  const { offset = 0, isReverse = false, position } = cursor ?? {}
  const read = found.slice(0, size)
  const following = found[size]
  const ahead = { exists: following !== undefined, position: following && positionOf(following) }
  const behind = { exists: position !== undefined || offset > 0, position }
  const [after, before] = isReverse ? [behind, ahead] : [ahead, behind]
  const rows = isReverse ? read.toReversed() : read
  return {
    rows,
    next: after.exists ? markEdge(rows.toReversed(), turn, false, after, before) : undefined,
    previous: before.exists ? markEdge(rows, turn, true, before, after) : undefined,
  }
}

interface Side {
  readonly exists: boolean
  readonly position: string | undefined
}

/** The cursor beyond an edge of the page; `rows` begin at that edge. */
function markEdge<Row>(
  rows: readonly Row[],
  { cursor, size, positionOf }: Turn<Row>,
  isReverse: boolean,
  beyond: Side,
  other: Side,
): Cursor {
  const positions = rows.map(positionOf)
  if (positions.length === 0) return { offset: 0, isReverse, position: beyond.position }
  const isTurning = cursor !== undefined && cursor.isReverse !== isReverse
  // What was counted by an offset from the other side has no position of its own.
  const edge = isTurning && cursor.offset !== 0 ? positions[0] : beyond.position
  const offset = positions.findIndex((position, index) => position !== (index === 0 ? edge : positions[index - 1]))
  if (offset !== -1) return { offset, isReverse, position: positions[offset] }
  // Every row of the page has the same position.
  if (!other.exists) return { offset: size, isReverse, position: undefined }
  return { offset: isTurning ? 0 : (cursor?.offset ?? 0) + size, isReverse, position: other.position }
}
