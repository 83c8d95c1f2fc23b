/**
 * What a store owes: where users, sessions and what belongs to them are kept. Types only. A feature adds its own part by
 * declaration merging, beside its port, so that nothing here names it.
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
  /** Waits for writes that were begun, then lets go of the database. */
  close(): Promise<void>
}
