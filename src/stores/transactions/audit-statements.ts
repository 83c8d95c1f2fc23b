/** Statements for the audit table. */
import type { AuditEntry, AuditFilters, AuditRecord } from '../../ports/audit.ts'
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

export interface AuditStatements {
  insertAudit(entry: AuditEntry): void
  listAuditOfTrace(traceId: string): readonly AuditEntry[]
  listAuditOfSession(sid: string): readonly AuditEntry[]
  /** Looks at one slice of rows, and gives those that match: `limit` at most. */
  walkAudit(walk: AuditWalk, limit: number): AuditSlice
  /** How many rows the index has for that filter, up to `most`. */
  countAuditBy(key: AuditKey, filters: AuditFilters, most: number): number
  /** Deletes some entries from before that time and returns how many. The database refuses to delete newer ones. */
  pruneAudit(before: number, limit: number): number
}
