/** Statements for API keys. */
import type { ApiKey, StoredApiKey } from '../../features/api-keys/api-key.ts'
import type { NewApiKey } from '../../features/api-keys/store.ts'
import type { UserId } from '../../kernel/user-id.ts'

export interface ApiKeyStatements {
  insertApiKey(key: NewApiKey): void
  findApiKey(id: string): StoredApiKey | undefined
  countWorkingApiKeys(userId: UserId, now: number): number
  /** Of the user's keys that do not work any more, all but the newest `keep`. */
  deleteDeadApiKeys(userId: UserId, now: number, keep: number): void
  listApiKeys(userId: UserId): readonly ApiKey[]
  /** With `owner`, only if the key is theirs. Returns the owner of a key that was still active. */
  revokeApiKey(id: string, now: number, owner: UserId | undefined): UserId | undefined
  /** Gives their ids. */
  revokeApiKeysOf(userId: UserId, now: number): readonly string[]
  recordApiKeyUse(id: string, now: number): void
}
