/** Statements about API keys. */
import type { ApiKey, StoredApiKey } from '../../features/api-keys/api-key.ts'
import type { NewApiKey } from '../../features/api-keys/store.ts'
import type { UserId } from '../../kernel/user-id.ts'

export interface ApiKeyStatements {
  insertApiKey(key: NewApiKey): void
  findApiKey(id: string): StoredApiKey | undefined
  listApiKeys(userId: UserId): readonly ApiKey[]
  /** Of that owner alone, where one is named. Gives whose it was, where it still worked. */
  revokeApiKey(id: string, now: number, owner: UserId | undefined): UserId | undefined
  revokeApiKeysOf(userId: UserId, now: number): void
  recordApiKeyUse(id: string, now: number): void
}
