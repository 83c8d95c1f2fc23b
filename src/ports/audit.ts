/**
 * The append-only record of who did what, and of what was refused. Its rows are sealed shortly after they were written: each
 * gets a place in a chain and a digest over the digest before it and its own content, so that a row that was changed, taken
 * out or put in does not fit.
 */

/** What an action changed: `{ isActive: [true, false] }`, old before new. Never a hash, and nothing secret. */
export type AuditChanges = Readonly<Record<string, readonly [old: unknown, now: unknown]>>

/** A row of the audit table. `at` in milliseconds since 1970; `reason` is the inner one, which no client is told. */
export interface AuditEntry {
  readonly event: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly userId?: number | string | undefined
  readonly sid?: string | undefined
  readonly reason?: string | undefined
  /** The code of the problem, where a request was refused. */
  readonly code?: string | undefined
  readonly address?: string | undefined
  readonly traceId?: string | undefined
  /**
   * Who acted: a user's id as text, `cli:<user of the machine>`, `configuration`, or `django` for what came over from a
   * Django project. Absent: the owner, or a request.
   */
  readonly actor?: string | undefined
  /** What it was done to, beside an account or a session: `group:7`, `api_key:ID`. */
  readonly subject?: string | undefined
  readonly changes?: AuditChanges | undefined
}

/** A row of the table as it is there. */
export interface AuditRecord extends AuditEntry {
  /** Grows from row to row, with gaps. */
  readonly id: number
  /** Its place in the chain, from 1. Absent until it is sealed. */
  readonly place?: number | undefined
  /** SHA-256 in hex. Absent until it is sealed. */
  readonly digest?: string | undefined
}

/** What a row must be to be listed. Absent members ask for nothing; texts are compared as they are. */
export interface AuditFilters {
  /** To whom it happened. */
  readonly user?: number | string | undefined
  /** Who acted: a user's id as text, or `cli:<user of the machine>`. */
  readonly actor?: string | undefined
  /** `user.changed` */
  readonly event?: string | undefined
  readonly code?: string | undefined
  readonly address?: string | undefined
  readonly trace?: string | undefined
  readonly sid?: string | undefined
  /** `group:7`, `api_key:ID` */
  readonly subject?: string | undefined
  /** At that time or later, in milliseconds since 1970. */
  readonly since?: number | undefined
  /** Earlier than that, in milliseconds since 1970. */
  readonly before?: number | undefined
}

/** A page of history, newest first. */
export interface AuditQuery extends AuditFilters {
  /** `next` or `previous` of a page. Any other text is the problem `invalid_cursor`. */
  readonly cursor?: string | undefined
  /** At most this many rows: 1 to 1000. */
  readonly limit: number
}

/**
 * Rows by `at`, newest first, and where the list goes on. A page can be shorter than was asked for, even empty, and have a
 * `next`: it looks at a bounded number of rows. Rows that are written in between move no others from page to page.
 */
export interface AuditPage {
  readonly entries: readonly AuditRecord[]
  /** Older rows. */
  readonly next?: string | undefined
  /** Newer rows. */
  readonly previous?: string | undefined
}

/** The place of a row in the chain, from 1, and its digest: SHA-256 in hex. Keep one elsewhere, to find out about the rest. */
export interface AuditPlace {
  readonly place: number
  readonly digest: string
}

/** A row that does not fit into the chain. */
export interface AuditFault extends Pick<AuditPlace, 'place'> {
  /** Absent where the row is not there. */
  readonly id?: number | undefined
  /**
   * `changed`: its digest is not that of its content and of the digest before it, or not the one that was kept elsewhere.
   * `missing`: the row of this place is not there. `added`: a row at a place where none was sealed.
   */
  readonly what: 'changed' | 'missing' | 'added'
}

/** What a check of the chain found. */
export interface AuditCheck {
  /** How many rows fit. */
  readonly checked: number
  readonly first?: AuditPlace | undefined
  /** The last row that fits. Where all rows were deleted by their age, the last of those. */
  readonly last?: AuditPlace | undefined
  /** Of the row that was asked for: `gone` was deleted by its age, so nothing is known of it. */
  readonly since?: 'kept' | 'gone' | undefined
  /** The first row that does not fit. Absent: the chain is whole. */
  readonly fault?: AuditFault | undefined
}

/** How far a check is, in rows. */
export interface AuditProgress {
  readonly sealed: number
  readonly checked: number
}

/** Which rows are counted by days. */
export interface AuditDayQuery {
  /** `user.created` */
  readonly events: readonly string[]
  /** At that time or later, in milliseconds since 1970. */
  readonly since: number
  /** Earlier than that. */
  readonly before: number
}

/** How many rows of one event a day has. Days without one are absent. */
export interface AuditDayCount {
  /** When the day begins in UTC, in milliseconds since 1970. */
  readonly day: number
  readonly event: string
  readonly count: number
}

/** The audit table: rows are appended and found, never changed, and deleted when they are too old (`Housekeeping`). */
export interface AuditLog {
  /** All of them or none, in order. Throws `store_unavailable`. */
  append(entries: readonly AuditEntry[]): Promise<void>
  /** What happened in one request, in order. */
  findByTrace(traceId: string): Promise<readonly AuditEntry[]>
  /** What happened to one session since it began, in order. */
  findBySession(sid: string): Promise<readonly AuditEntry[]>
  /**
   * A page of history, in bounded time however many rows there are. Throws the problem `invalid_cursor`, and RangeError for
   * a limit out of bounds.
   */
  list(query: AuditQuery): Promise<AuditPage>
  /**
   * Counts the rows of some events by days in UTC, by an index and in slices between which the process serves others.
   * Rows that were deleted by their age are not counted.
   */
  countByDay(query: AuditDayQuery): Promise<readonly AuditDayCount[]>
  /**
   * Seals what is not sealed yet, and makes every digest of the chain anew, in slices between which the process serves
   * others: a million rows take ten to thirty seconds. `since`: a place that was kept elsewhere, which must still be in the chain
   * or have been deleted by its age. Throws `store_unavailable`.
   */
  verify(since?: AuditPlace, tell?: (progress: AuditProgress) => void): Promise<AuditCheck>
}

/** The largest `limit` of an AuditQuery. */
export const mostAuditListed = 1000
