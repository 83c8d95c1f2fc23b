/**
 * The interface of a store, which persists users, sessions and what belongs to them. Types only. A feature adds its part
 * by declaration merging beside its port, so that this file does not name it.
 */
import type { Outbox } from './mail/outbox.ts'
import type { AuditLog } from './ports/audit.ts'
import type { SessionStore } from './sessions/store.ts'
import type { LoginAttempts } from './throttles/login-attempts.ts'
import type { GroupStore } from './users/group-store.ts'
import type { UserStore } from './users/store.ts'

export interface Store {
  readonly users: UserStore
  readonly groups: GroupStore
  readonly sessions: SessionStore
  readonly loginAttempts: LoginAttempts
  readonly outbox: Outbox
  readonly audit: AuditLog
  /** Waits for pending writes, then closes the database. */
  close(): Promise<void>
}
