/** Reads a line of the feed. The issuer is trusted with what it says, and not with its shape: a fault is no news, and no silence. */
import { type FeedLine, feedVersion, type MarksByEnd, markLength, userMarkLength } from '../../sessions/feed-wire.ts'

const longestCursor = 16_384
const mostKeys = 1000
const mostEnds = 500_000

/** `undefined` for what is no line of this version. */
export function readLine(text: string): FeedLine | undefined {
  const line = parse(text)
  return line !== undefined && isLine(line) ? line : undefined
}

type Members = Readonly<Record<string, unknown>>

function parse(text: string): Members | undefined {
  try {
    const line: unknown = JSON.parse(text)
    return typeof line === 'object' && line !== null && !Array.isArray(line) ? (line as Members) : undefined
  } catch {
    return undefined
  }
}

function isLine(line: Members): line is Members & FeedLine {
  return hasFacts(line) && hasMarks(line)
}

function hasFacts({ v, asOf, now, cursor, reset, more, keys, sessions }: Members): boolean {
  return (
    v === feedVersion &&
    isAbsentOr(asOf, Number.isSafeInteger) &&
    isAbsentOr(now, Number.isSafeInteger) &&
    isAbsentOr(cursor, value => typeof value === 'string' && value !== '' && value.length <= longestCursor) &&
    isAbsentOr(reset, value => value === true) &&
    isAbsentOr(more, value => value === true) &&
    isAbsentOr(sessions, value => value === false) &&
    isAbsentOr(keys, value => Array.isArray(value) && value.length <= mostKeys && value.every(isKid)) &&
    // Without a place to go on, there is no more to ask for.
    ((more === undefined && reset === undefined) || cursor !== undefined)
  )
}

function hasMarks({ jti, sid, user }: Members): boolean {
  return isMarks(jti, markLength) && isMarks(sid, markLength) && isMarks(user, userMarkLength)
}

function isMarks(marks: unknown, size: number): marks is MarksByEnd | undefined {
  if (marks === undefined) return true
  if (typeof marks !== 'object' || marks === null || Array.isArray(marks)) return false
  const entries: readonly (readonly [string, unknown])[] = Object.entries(marks)
  return (
    entries.length <= mostEnds &&
    entries.every(
      ([end, text]) =>
        /^\d{1,12}$/.test(end) && typeof text === 'string' && text.length % size === 0 && /^[\w-]*$/.test(text),
    )
  )
}

function isKid(value: unknown): boolean {
  return value === null || (typeof value === 'string' && value.length <= 1024)
}

function isAbsentOr(value: unknown, isGood: (value: unknown) => boolean): boolean {
  return value === undefined || isGood(value)
}
