/** Statements for API keys. */
import type { ApiKey, StoredApiKey } from '../../features/api-keys/api-key.ts'
import type { NewApiKey } from '../../features/api-keys/store.ts'
import type { UserId } from '../../kernel/user-id.ts'

export interface ApiKeyStatements {
  insertApiKey(key: NewApiKey): void
  findApiKey(id: string): StoredApiKey | undefined
  listApiKeys(userId: UserId): readonly ApiKey[]
  /** With `owner`, only if the key is theirs. Returns the owner of a key that was still active. */
  revokeApiKey(id: string, now: number, owner: UserId | undefined): UserId | undefined
  revokeApiKeysOf(userId: UserId, now: number): void
  recordApiKeyUse(id: string, now: number): void
}
