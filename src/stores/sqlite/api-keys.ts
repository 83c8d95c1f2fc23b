/** SQL for API keys. */
import { toApiKey, toStoredApiKey } from '../rows/api-key.ts'
import { toUserId } from '../rows/row.ts'
import type { ApiKeyStatements } from '../transactions/api-key-statements.ts'
import type { Database } from './database.ts'

export function createApiKeyStatements(db: Database): ApiKeyStatements {
  const sql = prepareStatements(db)
  return {
    insertApiKey: ({ id, digest, userId, name, scopes, now, expiresAt }) =>
      void sql.insert.run(id, digest, userId, name, scopes.join(' '), now, expiresAt),
    findApiKey: id => toStoredApiKey(sql.find.get(id)),
    countWorkingApiKeys: (userId, now) => Number(sql.countWorking.get(userId, now)?.count),
    deleteDeadApiKeys: (userId, now, keep) => void sql.deleteDead.run(userId, now, keep),
    listApiKeys: userId => sql.list.all(userId).map(toApiKey),
    revokeApiKey: (id, now, owner) => {
      const row = sql.revoke.get(now, id, owner ?? null, owner ?? null)
      return row === undefined ? undefined : toUserId(row.user_id)
    },
    revokeApiKeysOf: (userId, now) => sql.revokeOf.all(now, userId).map(({ id }) => String(id)),
    recordApiKeyUse: (id, now) => void sql.recordUse.run(now, id),
  }
}

function prepareStatements(db: Database) {
  return {
    insert: db.prepare(`
      INSERT INTO api_keys (id, digest, user_id, name, scopes, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)`),
    find: db.prepare('SELECT * FROM api_keys WHERE id = ?'),
    list: db.prepare('SELECT * FROM api_keys WHERE user_id = ? ORDER BY created_at DESC, id'),
    countWorking: db.prepare(`
      SELECT count(*) AS count FROM api_keys
      WHERE user_id = ? AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?)`),
    deleteDead: db.prepare(`
      DELETE FROM api_keys WHERE id IN
        (SELECT id FROM api_keys WHERE user_id = ? AND (revoked_at IS NOT NULL OR expires_at <= ?)
         ORDER BY coalesce(revoked_at, expires_at) DESC, id LIMIT -1 OFFSET ?)`),
    revoke: db.prepare(`
      UPDATE api_keys SET revoked_at = ?
      WHERE id = ? AND revoked_at IS NULL AND (? IS NULL OR user_id = ?) RETURNING user_id`),
    revokeOf: db.prepare('UPDATE api_keys SET revoked_at = ? WHERE revoked_at IS NULL AND user_id = ? RETURNING id'),
    recordUse: db.prepare('UPDATE api_keys SET last_used_at = ? WHERE id = ?'),
  }
}
