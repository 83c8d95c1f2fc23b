/**
 * Pages of a list by places (keyset), as text for clients. A place that is made up is another one of the same list, so it
 * is not signed, but it must have the form of ours.
 */
import { readCursorText, writeCursorText } from '../../kernel/cursor-text.ts'
import { type AuthError, problem } from '../../problems.ts'

/** The place of a row: what the list is ordered by, and what tells apart those that are equal in it, in the order of text. */
export interface Place {
  readonly key: number
  readonly id: string
}

export interface Placed<T> {
  readonly item: T
  readonly place: Place
}

/** From a place, exclusively, in the order of the list or against it; without one from that end. */
export interface PlaceWalk {
  readonly from: Place | undefined
  readonly isBackwards: boolean
}

/** `end`: the last row that was looked at, in the direction of the walk; absent where there are no more. */
export interface Slice<T> {
  readonly found: readonly Placed<T>[]
  readonly end: Place | undefined
}

export interface Page<T> {
  readonly items: readonly T[]
  readonly next?: string | undefined
  readonly previous?: string | undefined
}

interface PageQuery {
  readonly cursor?: string | undefined
  readonly limit: number
}

/** A page that was asked for. */
export interface AskedPage extends PlaceWalk {
  readonly list: string
  readonly isFirst: boolean
  readonly limit: number
}

/** Throws `invalid_cursor` and RangeError. `list`: a cursor of another one is refused. */
export function readPage(list: string, { cursor, limit }: PageQuery, most: number): AskedPage {
  requireWithin('limit', limit, most)
  const walk = cursor === undefined ? { from: undefined, isBackwards: false } : readCursor(list, cursor)
  return { ...walk, list, limit, isFirst: cursor === undefined }
}

export function requireWithin(name: string, value: number, most: number): void {
  if (!Number.isInteger(value) || value < 1 || value > most) {
    throw new RangeError(`${name} must be a whole number from 1 to ${most}, not ${value}`)
  }
}

/** `found`: one more than the limit, or all up to the end. */
export function pageOf<T>({ list, limit, isBackwards, isFirst }: AskedPage, { found, end }: Slice<T>): Page<T> {
  const page = found.slice(0, limit)
  const items = page.map(({ item }) => item)
  // Of a walk that was cut the last row that it looked at, otherwise the last of the page.
  const last = found.length > limit ? page.at(-1)?.place : end
  const onward = last && writeCursor(list, { isBackwards, from: last })
  const back = isFirst ? undefined : writeCursor(list, { isBackwards: !isBackwards, from: page[0]?.place })
  return isBackwards
    ? { items: items.reverse(), next: back, previous: onward }
    : { items, next: onward, previous: back }
}

function writeCursor(list: string, { isBackwards, from }: PlaceWalk): string {
  const place = from === undefined ? [] : [from.key, from.id]
  return writeCursorText([list, isBackwards, ...place])
}

function readCursor(list: string, text: string): PlaceWalk {
  const [, isBackwards, key, id] = readCursorText(text, longestCursor) ?? []
  const from = Number.isSafeInteger(key) && typeof id === 'string' ? { key: Number(key), id } : undefined
  // Without a place it is the page before the end.
  if (typeof isBackwards !== 'boolean' || (from === undefined && !isBackwards)) throw refused()
  const walk = { isBackwards, from }
  // What is written again is the same text, or it was not ours.
  if (id?.toString().includes('\0') || writeCursor(list, walk) !== text) throw refused()
  return walk
}

const longestCursor = 300

function refused(): AuthError {
  return problem('invalid_cursor', { reason: 'invalid_cursor' })
}
