/**
 * The revocations that a verifier holds: marks, each until no token that it means can be valid. What is over is dropped by
 * the issuer's clock alone: one that was set forward and back here would drop what is still needed.
 */
import {
  type FeedLine,
  feedMarginMs,
  type MarksByEnd,
  markLength,
  readInstant,
  userMarkLength,
} from '../../sessions/feed-wire.ts'
import { createRevocationEntries } from '../../sessions/revocation-entries.ts'
import type { TokenMarks } from './token-marks.ts'

export interface HeldRevocations {
  readonly size: number
  /** `false`, and nothing is changed: it is more than any issuer has. */
  apply(line: FeedLine): boolean
  /** `countsSessions`: whether a token with a `sid` is of one of the issuer's own sessions. */
  isRevoked(marks: TokenMarks, iat: unknown, countsSessions: boolean): boolean
}

const mostMarks = 5_000_000

export function createHeldRevocations(): HeldRevocations {
  const entries = createRevocationEntries()
  const put = (kind: 'jti' | 'sid', marks: MarksByEnd = {}) => {
    for (const [end, mark] of split(marks, markLength)) entries.put({ kind, subject: mark, at: 0, keepUntil: end })
  }
  const putUsers = (marks: MarksByEnd = {}) => {
    for (const [end, mark] of split(marks, userMarkLength)) {
      const at = readInstant(mark.slice(markLength)) * 1000
      entries.put({ kind: 'user-before', subject: mark.slice(0, markLength), at, keepUntil: end })
    }
  }
  return {
    get size() {
      return entries.size
    },
    apply({ jti, sid, user, now }) {
      if (entries.size + countOf(jti) + countOf(sid) + countOf(user) > mostMarks) return false
      put('jti', jti)
      put('sid', sid)
      putUsers(user)
      if (now !== undefined) entries.prune(now * 1000 - keptBehind)
      return true
    },
    isRevoked(marks, iat, countsSessions) {
      const isOfSession = marks.sid !== undefined && countsSessions
      return (
        entries.has('jti', marks.jti) ||
        (marks.sid !== undefined && isOfSession && entries.has('sid', marks.sid)) ||
        wasBefore(entries.revokedBefore(marks.everyUser), iat) ||
        (!isOfSession && wasBefore(entries.revokedBefore(userMarkOf(marks, countsSessions)), iat))
      )
    },
  }
}

/** Another issuer's tokens may hold the id of an account that is not ours. */
function userMarkOf({ user, account }: TokenMarks, isOwn: boolean): string {
  return isOwn && account !== undefined ? account : user
}

/** In ms: as the issuer sends them, and for the leeway of the verifier. */
const keptBehind = 2 * feedMarginMs

function* split(marks: MarksByEnd, size: number): Generator<readonly [end: number, mark: string]> {
  for (const [end, text] of Object.entries(marks)) {
    const until = Number(end) * 1000
    for (let at = 0; at < text.length; at += size) yield [until, text.slice(at, at + size)]
  }
}

/** At most: of users it is fewer. */
function countOf(marks: MarksByEnd = {}): number {
  return Object.values(marks).reduce((sum, text) => sum + text.length / markLength, 0)
}

/** A token without iat cannot prove that it is newer than the revocation, so it counts as older. */
function wasBefore(instant: number | undefined, iat: unknown): boolean {
  if (instant === undefined) return false
  return typeof iat !== 'number' || iat <= Math.floor(instant / 1000)
}
