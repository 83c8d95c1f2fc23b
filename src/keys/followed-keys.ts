/** The keys of a database, as this process follows them. */
import type { Origin } from '../kernel/origin.ts'
import type { ManagedKeyStore } from './managed-key-store.ts'
import type { ManagedKeyring } from './managed-keyring.ts'

export interface FollowedKeys {
  readonly ring: ManagedKeyring
  readonly store: ManagedKeyStore
  /** Reads the keys now, and does what is due. Throws what the store throws. */
  refresh(): Promise<void>
  /**
   * Publishes the next key, which signs from then on. Where the store has no key yet, that of the settings is put there
   * before it. `undefined`: another node was faster, and its key is read.
   */
  publishNext(signsFrom: number, by: Origin): Promise<string | undefined>
  stop(): void
}
