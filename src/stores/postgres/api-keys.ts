/** SQL for API keys. */
import { toApiKey, toStoredApiKey } from '../rows/api-key.ts'
import { toUserId } from '../rows/row.ts'
import type { ApiKeyStatements } from '../transactions/api-key-statements.ts'
import type { AsyncStatements } from '../transactions/transaction.ts'
import { type Connection, done, firstOf, rowsOf } from './connection.ts'
import type { UserKey } from './user-key.ts'
import { storable } from './users.ts'

export function createApiKeyStatements(on: Connection, keyOf: UserKey): Pick<AsyncStatements, keyof ApiKeyStatements> {
  return {
    insertApiKey: ({ id, digest, userId, name, scopes, now, expiresAt }) =>
      done(on.query(sql.insert, [id, digest, keyOf(userId), name, scopes.join(' '), now, expiresAt])),
    findApiKey: async id => toStoredApiKey(await firstOf(on.query(sql.find, [storable(id)]))),
    countWorkingApiKeys: async (userId, now) =>
      Number((await firstOf(on.query(sql.countWorking, [keyOf(userId), now])))?.count),
    deleteDeadApiKeys: (userId, now, keep) => done(on.query(sql.deleteDead, [keyOf(userId), now, keep])),
    listApiKeys: async userId => (await rowsOf(on.query(sql.list, [keyOf(userId)]))).map(toApiKey),
    revokeApiKey: async (id, now, owner) => {
      const values = [storable(id), now]
      const row = await firstOf(
        owner === undefined ? on.query(sql.revoke, values) : on.query(sql.revokeOwn, [...values, keyOf(owner)]),
      )
      return row && toUserId(row.user_id)
    },
    revokeApiKeysOf: async (userId, now) =>
      (await rowsOf(on.query(sql.revokeOf, [keyOf(userId), now]))).map(({ id }) => String(id)),
    recordApiKeyUse: (id, now) => done(on.query(sql.recordUse, [id, now])),
  }
}

const revoke = 'UPDATE api_keys SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL'

const sql = {
  insert: `
    INSERT INTO api_keys (id, digest, user_id, name, scopes, created_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)`,
  find: 'SELECT * FROM api_keys WHERE id = $1',
  list: 'SELECT * FROM api_keys WHERE user_id = $1 ORDER BY created_at DESC, id',
  countWorking: `
    SELECT count(*) AS count FROM api_keys
    WHERE user_id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)`,
  deleteDead: `
    DELETE FROM api_keys WHERE id IN
      (SELECT id FROM api_keys WHERE user_id = $1 AND (revoked_at IS NOT NULL OR expires_at <= $2)
       ORDER BY coalesce(revoked_at, expires_at) DESC, id OFFSET $3)`,
  revoke: `${revoke} RETURNING user_id`,
  revokeOwn: `${revoke} AND user_id = $3 RETURNING user_id`,
  revokeOf: 'UPDATE api_keys SET revoked_at = $2 WHERE revoked_at IS NULL AND user_id = $1 RETURNING id',
  recordUse: 'UPDATE api_keys SET last_used_at = $2 WHERE id = $1',
}
