/** SQL for browsers that are not asked for a second factor. */
import { toDevice } from '../rows/factor.ts'
import { toUserId } from '../rows/row.ts'
import type { AsyncStatements } from '../transactions/transaction.ts'
import type { TrustedDeviceStatements } from '../transactions/trusted-device-statements.ts'
import { type Connection, countOf, done, isAny, rowsOf } from './connection.ts'
import type { UserKey } from './user-key.ts'
import { storable } from './users.ts'

export function createTrustedDeviceStatements(
  on: Connection,
  keyOf: UserKey,
): Pick<AsyncStatements, keyof TrustedDeviceStatements> {
  const idsIn = async (text: string, values: readonly unknown[]) =>
    (await rowsOf(on.query(text, values))).map(({ id }) => String(id))
  return {
    insertDevice: ({ id, digest, userId, address, userAgent, trustedAt, lastUsedAt, expiresAt }) => {
      const values = [id, digest, keyOf(userId), address, userAgent, trustedAt, lastUsedAt, expiresAt]
      return done(on.query(sql.insert, values))
    },
    useDevice: async (id, digest, now) =>
      (await rowsOf(on.query(sql.use, [storable(id), storable(digest), now]))).map(toDevice)[0],
    listDevices: async (userId, now) => (await rowsOf(on.query(sql.list, [keyOf(userId), now]))).map(toDevice),
    deleteDevice: (userId, id) => isAny(on.query(sql.delete, [keyOf(userId), storable(id)])),
    deleteDevicesOf: userId => idsIn(sql.deleteOf, [keyOf(userId)]),
    deleteDevicesBeyond: (userId, id, limit) => idsIn(sql.deleteBeyond, [keyOf(userId), id, limit]),
    deleteEveryDevice: async () =>
      (await rowsOf(on.query(sql.deleteEvery))).map(row => ({ id: String(row.id), userId: toUserId(row.user_id) })),
    deleteExpiredDevices: (before, limit) => countOf(on.query(sql.deleteExpired, [before, limit])),
  }
}

const sql = {
  insert: `
    INSERT INTO trusted_devices (id, digest, user_id, address, user_agent, trusted_at, last_used_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
  use: `
    UPDATE trusted_devices SET last_used_at = $3 WHERE id = $1 AND digest = $2 AND expires_at > $3 RETURNING *`,
  list: 'SELECT * FROM trusted_devices WHERE user_id = $1 AND expires_at > $2 ORDER BY last_used_at DESC, id',
  delete: 'DELETE FROM trusted_devices WHERE user_id = $1 AND id = $2',
  deleteOf: 'DELETE FROM trusted_devices WHERE user_id = $1 RETURNING id',
  // The new one always stays, even if the clock was set back.
  deleteBeyond: `
    DELETE FROM trusted_devices WHERE id IN
      (SELECT id FROM trusted_devices WHERE user_id = $1 ORDER BY id <> $2, last_used_at DESC, id OFFSET $3)
    RETURNING id`,
  deleteEvery: 'DELETE FROM trusted_devices RETURNING id, user_id',
  deleteExpired: `
    DELETE FROM trusted_devices WHERE id = ANY (ARRAY(
      SELECT id FROM trusted_devices WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED))`,
}
