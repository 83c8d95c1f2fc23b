/** Reads the rows of API keys. */
import type { ApiKey, StoredApiKey } from '../../features/api-keys/api-key.ts'
import { type Row, toMoment, toUserId } from './row.ts'

export function toStoredApiKey(row: Row | undefined): StoredApiKey | undefined {
  return row === undefined ? undefined : { ...toApiKey(row), digest: String(row.digest) }
}

export function toApiKey(row: Row): ApiKey {
  return {
    id: String(row.id),
    userId: toUserId(row.user_id),
    name: String(row.name),
    scopes: String(row.scopes).split(' ').filter(Boolean),
    createdAt: Number(row.created_at),
    expiresAt: toMoment(row.expires_at),
    lastUsedAt: toMoment(row.last_used_at),
    revokedAt: toMoment(row.revoked_at),
  }
}
