/**
 * The interface of a store, which persists users, sessions and what belongs to them. Types only. A feature adds its part
 * by declaration merging beside its port, so that this file does not name it.
 */
import type { ManagedKeyStore } from './keys/managed-key-store.ts'
import type { Outbox } from './mail/outbox.ts'
import type { AuditLog } from './ports/audit.ts'
import type { Housekeeping } from './ports/housekeeping.ts'
import type { RefreshLeases } from './sessions/refresh-leases.ts'
import type { SessionStore } from './sessions/store.ts'
import type { LoginAttempts } from './throttles/login-attempts.ts'
import type { ThrottleStore } from './throttles/store.ts'
import type { UserDirectory } from './users/directory.ts'
import type { GroupStore } from './users/group-store.ts'
import type { MailLoginStore } from './users/mail-logins.ts'
import type { UserStore } from './users/store.ts'

export type NotReady = 'store_unavailable' | 'schema_behind' | 'schema_ahead' | 'store_moved'

/** Everything that a database has to do for Latchkey. `testStore` of `latchkey/testing` says what it owes. */
export interface Store {
  readonly users: UserStore
  readonly directory: UserDirectory
  readonly groups: GroupStore
  readonly sessions: SessionStore
  /** Shares exchanges of refresh tokens, for pages that servers draw. */
  readonly refreshLeases: RefreshLeases
  readonly loginAttempts: LoginAttempts
  /** Counts requests where `throttleStore` is `database`. Its keys are digests. */
  readonly throttles: ThrottleStore
  readonly mailLogins: MailLoginStore
  readonly outbox: Outbox
  readonly audit: AuditLog
  readonly housekeeping: Housekeeping
  /** The keys that sign tokens, where `keyRotation` keeps them here. */
  readonly signingKeys: ManagedKeyStore
  /** The migrations that opening applied. */
  readonly migrated: readonly { readonly number: number; readonly name: string }[]
  /**
   * Why it could not serve a request now; empty when it could. Never throws, and answers within a second whatever the
   * database does, because probes wait for it.
   */
  findWhatIsNotReady(): Promise<readonly NotReady[]>
  /** Calls the listener after each commit with how many writes shared it, where commits are shared. */
  observeCommits?(listener: (writes: number) => void): void
  /** Waits for pending writes, then closes the database. */
  close(): Promise<void>
}
