/** The append-only record of who did what, and of what was refused. */

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
  /** The operator who acted: a user's id as text, or `cli:<user of the machine>`. Absent: the owner, or a request. */
  readonly actor?: string | undefined
  readonly changes?: AuditChanges | undefined
}

/** The audit table: rows are appended and found, never changed, and deleted when they are too old (`Housekeeping`). */
export interface AuditLog {
  /** All of them or none, in order. Throws `store_unavailable`. */
  append(entries: readonly AuditEntry[]): Promise<void>
  /** What happened in one request, in order. */
  findByTrace(traceId: string): Promise<readonly AuditEntry[]>
  /** What happened to one session since it began, in order. */
  findBySession(sid: string): Promise<readonly AuditEntry[]>
}
