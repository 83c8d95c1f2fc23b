/** The port of the store for API keys. */
import type { Origin } from '../../kernel/origin.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { AttachedMail } from '../../mail/outbox.ts'
import type { ApiKey, StoredApiKey } from './api-key.ts'

export interface NewApiKey {
  readonly id: string
  readonly digest: string
  readonly userId: UserId
  readonly name: string
  readonly scopes: readonly string[]
  readonly now: number
  readonly expiresAt: number | null
  /** How many working keys the user may have. */
  readonly limit?: number | undefined
}

export interface ApiKeyStore {
  /**
   * `unknown_user`: no user has this id. `too_many`: the user has `limit` working keys. Of those that do not work any
   * more only the newest hundred are kept, so that creating and revoking keys cannot fill the database (CWE-770). The
   * mail goes to the owner of the key.
   */
  create(key: NewApiKey, by?: Origin, mail?: AttachedMail): Promise<'created' | 'unknown_user' | 'too_many'>
  find(id: string): Promise<StoredApiKey | undefined>
  /** The newest first; revoked ones too. */
  listOf(userId: UserId): Promise<readonly ApiKey[]>
  /** With a user, only their key. `gone`: there is no such key that still works. */
  revoke(id: string, now: number, userId?: UserId, by?: Origin): Promise<'revoked' | 'gone'>
  /** Records when a key was last used. */
  recordUse(id: string, now: number): Promise<void>
}

declare module '../../store.ts' {
  interface Store {
    readonly apiKeys: ApiKeyStore
  }
}

declare module '../../system.ts' {
  interface System {
    readonly apiKeys: ApiKeyStore
  }
}
