/** Statements for the audit table. */
import type { AuditEntry, AuditFilters, AuditPlace, AuditRecord } from '../../ports/audit.ts'
import type { AuditPosition } from './audit-cursor.ts'

/** A filter that an index knows, which has the rows of each value in the order of the list. */
export type AuditKey = 'trace' | 'sid' | 'subject' | 'user' | 'actor' | 'address' | 'code' | 'event'

export interface AuditWalk {
  /** The index that is walked; absent: that of all rows. */
  readonly by: AuditKey | undefined
  /** Newest first. */
  readonly descending: boolean
  /** Exclusively; from the end of the list without it. */
  readonly from: AuditPosition | undefined
  readonly filters: AuditFilters
}

/** `end`: the last row of the slice that was looked at; absent where there are no more rows. */
export interface AuditSlice {
  readonly found: readonly AuditRecord[]
  readonly end: AuditPosition | undefined
}

/** Days by their number since 1970. `end`: as of a slice. */
export interface AuditDaySlice {
  readonly days: readonly { readonly day: number; readonly count: number }[]
  readonly end: AuditPosition | undefined
}

/** All columns but the seal, as text: see seal-audit.ts for their order. */
export type AuditContent = readonly (string | null)[]

/** A row of the chain. `place` is 0 and `digest` empty where it is not sealed. */
export interface ChainedAudit extends AuditPlace {
  readonly id: number
  readonly content: AuditContent
}

/** Where the chain ends. What was altered by hand so that it cannot be read is absent. */
export interface AuditEnds {
  /** The last row that was sealed, by the facts. */
  readonly head: AuditPlace | undefined
  /** The last row that was deleted by its age, by the facts. */
  readonly anchor: AuditPlace | undefined
  /** The last row that is there. */
  readonly last: AuditPlace | undefined
}

export interface AgedAudit extends AuditPlace {
  readonly at: number
  /** By more than a day, by the clock of the database. */
  readonly isFuture: boolean
}

export interface AuditStatements {
  insertAudit(entry: AuditEntry): void
  insertAudits(entries: readonly AuditEntry[]): void
  listAuditOfTrace(traceId: string): readonly AuditEntry[]
  listAuditOfSession(sid: string): readonly AuditEntry[]
  /** Looks at one slice of rows, and gives those that match: `limit` at most. */
  walkAudit(walk: AuditWalk, limit: number): AuditSlice
  /** Counts one slice of rows by their days. The filters have an event; the walk goes up, and begins at `since` or after a place. */
  countAuditDays(walk: AuditWalk): AuditDaySlice
  /** How many rows the index has for that filter, up to `most`. */
  countAuditBy(key: AuditKey, filters: AuditFilters, most: number): number
  /** No other process seals or prunes until the transaction ends. */
  lockAuditChain(): AuditEnds
  readAuditChain(): AuditEnds
  hasUnsealedAudit(): boolean
  /** In order of their ids. */
  listUnsealedAudit(limit: number): readonly ChainedAudit[]
  /** Throws where one of them is not there any more, or was sealed. */
  sealAuditRows(rows: readonly ChainedAudit[]): void
  writeAuditHead(head: AuditPlace): void
  /** The next rows of the chain; from its beginning without a place. */
  walkAuditChain(after: number | undefined, limit: number): readonly ChainedAudit[]
  listOldestAudit(limit: number): readonly AgedAudit[]
  /** When the next row behind that place was written, of those that are not of the future. */
  findAuditBehind(place: number): number | undefined
  writeAuditAnchor(anchor: AuditPlace): void
  /** From here on the database lets go of rows from before that time, beside those of the future, and of no others. */
  allowAuditToGo(before: number): void
  /** Gives how many. */
  deleteAuditUpTo(place: number): number
}
