/** API keys behind the ApiKeyStore port. */
import type { ApiKey, StoredApiKey } from '../../features/api-keys/api-key.ts'
import type { ApiKeyStore, NewApiKey } from '../../features/api-keys/store.ts'
import type { Origin } from '../../kernel/origin.ts'
import type { UserId } from '../../kernel/user-id.ts'
import { type Database, isSqliteError, type Row, read } from './database.ts'
import type { Write } from './group-commit.ts'
import type { SessionEffects } from './session-effects.ts'
import { toUserId } from './user-ids.ts'

export function createApiKeyStore(db: Database, write: Write, effects: SessionEffects): ApiKeyStore {
  const sql = prepareStatements(db)

  const create = (key: NewApiKey, origin?: Origin) => {
    const { id, digest, userId, name, scopes, now, expiresAt } = key
    try {
      sql.insert.run(id, digest, userId, name, scopes.join(' '), now, expiresAt)
    } catch (error) {
      if (isSqliteError(error, 'foreign_key')) return 'unknown_user'
      throw error
    }
    effects.audit({ event: 'api_key.created', at: now, userId, reason: id, origin })
    return 'created'
  }

  const revoke = (id: string, now: number, userId?: UserId, origin?: Origin) => {
    const owner = userId ?? null
    const row = sql.revoke.get(now, id, owner, owner)
    if (row === undefined) return 'gone'
    effects.audit({ event: 'api_key.revoked', at: now, userId: toUserId(row.user_id), reason: id, origin })
    return 'revoked'
  }

  return {
    create: (key, origin) => write(() => create(key, origin)),
    find: id => read(() => toStored(sql.find.get(id))),
    listOf: userId => read(() => sql.list.all(userId).map(toApiKey)),
    revoke: (id, now, userId, origin) => write(() => revoke(id, now, userId, origin)),
    recordUse: (id, now) => write(() => void sql.recordUse.run(now, id)),
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
