/** SQL for API keys, and the mapping of their rows. */
import type { ApiKey, StoredApiKey } from '../../features/api-keys/api-key.ts'
import type { ApiKeyStatements } from '../transactions/api-key-statements.ts'
import type { Database, Row } from './database.ts'
import { toUserId } from './user-ids.ts'

export function createApiKeyStatements(db: Database): ApiKeyStatements {
  const sql = prepareStatements(db)
  return {
    insertApiKey: ({ id, digest, userId, name, scopes, now, expiresAt }) =>
      void sql.insert.run(id, digest, userId, name, scopes.join(' '), now, expiresAt),
    findApiKey: id => toStored(sql.find.get(id)),
    listApiKeys: userId => sql.list.all(userId).map(toApiKey),
    revokeApiKey: (id, now, owner) => {
      const row = sql.revoke.get(now, id, owner ?? null, owner ?? null)
      return row === undefined ? undefined : toUserId(row.user_id)
    },
    revokeApiKeysOf: (userId, now) => void sql.revokeOf.run(now, userId),
    recordApiKeyUse: (id, now) => void sql.recordUse.run(now, id),
  }
}

function prepareStatements(db: Database) {
  return {
    insert: db.prepare(`
      INSERT INTO api_keys (id, digest, user_id, name, scopes, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)`),
    find: db.prepare('SELECT * FROM api_keys WHERE id = ?'),
    list: db.prepare('SELECT * FROM api_keys WHERE user_id = ? ORDER BY created_at DESC, id'),
    revoke: db.prepare(`
      UPDATE api_keys SET revoked_at = ?
      WHERE id = ? AND revoked_at IS NULL AND (? IS NULL OR user_id = ?) RETURNING user_id`),
    revokeOf: db.prepare('UPDATE api_keys SET revoked_at = ? WHERE revoked_at IS NULL AND user_id = ?'),
    recordUse: db.prepare('UPDATE api_keys SET last_used_at = ? WHERE id = ?'),
  }
}

function toStored(row: Row | undefined): StoredApiKey | undefined {
  return row === undefined ? undefined : { ...toApiKey(row), digest: String(row.digest) }
}

function toApiKey(row: Row): ApiKey {
  return {
    id: String(row.id),
    userId: toUserId(row.user_id),
    name: String(row.name),
    scopes: String(row.scopes).split(' ').filter(Boolean),
    createdAt: Number(row.created_at),
    expiresAt: timeOf(row.expires_at),
    lastUsedAt: timeOf(row.last_used_at),
    revokedAt: timeOf(row.revoked_at),
  }
}

function timeOf(value: Row[string] | undefined): number | null {
  return value === null || value === undefined ? null : Number(value)
}
