/** The keys of a database, as this process follows them. */
import type { ManagedKeyStore } from './managed-key-store.ts'
import type { ManagedKeyring } from './managed-keyring.ts'

export interface FollowedKeys {
  readonly ring: ManagedKeyring
  readonly store: ManagedKeyStore
  /** Reads the keys now, and does what is due. Throws what the store throws. */
  refresh(): Promise<void>
  stop(): void
}
