/** Lists of sessions, for operators: one page after the other, however many there are. */
import type { Session } from './session.ts'

export interface SessionQuery {
  /** Milliseconds since 1970: what is live then. */
  readonly now: number
  /** `live`: it can still be refreshed. `ended`: any other, also one whose refresh token has only expired. */
  readonly state?: 'live' | 'ended' | undefined
  /** `next` or `previous` of a page of the same list. Any other text is the problem `invalid_cursor`. */
  readonly cursor?: string | undefined
  /** At most this many sessions: 1 to 1000. */
  readonly limit: number
}

/**
 * A page, and where it goes on. With a `state` it can be shorter than was asked for, even empty, and have a `next`: a page
 * looks at a bounded number of rows. A session that is used meanwhile may move to a page before.
 */
export interface SessionPage {
  readonly sessions: readonly Session[]
  readonly next?: string | undefined
  readonly previous?: string | undefined
}
