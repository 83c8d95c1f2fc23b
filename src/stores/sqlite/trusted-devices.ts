/** SQL for browsers that are not asked for a second factor. */
import { toDevice } from '../rows/factor.ts'
import { toUserId } from '../rows/row.ts'
import type { TrustedDeviceStatements } from '../transactions/trusted-device-statements.ts'
import type { Database, Row } from './database.ts'

export function createTrustedDeviceStatements(db: Database): TrustedDeviceStatements {
  const sql = prepareStatements(db)
  const toId = ({ id }: Row) => String(id)
  return {
    insertDevice: ({ id, digest, userId, address, userAgent, trustedAt, lastUsedAt, expiresAt }) =>
      void sql.insert.run(id, digest, userId, address, userAgent, trustedAt, lastUsedAt, expiresAt),
    useDevice: (id, digest, now) => sql.use.all(now, id, digest, now).map(toDevice)[0],
    listDevices: (userId, now) => sql.list.all(userId, now).map(toDevice),
    deleteDevice: (userId, id) => sql.delete.run(userId, id).changes === 1,
    deleteDevicesOf: userId => sql.deleteOf.all(userId).map(toId),
    deleteDevicesBeyond: (userId, id, limit) => sql.deleteBeyond.all(userId, id, limit).map(toId),
    deleteEveryDevice: () => sql.deleteEvery.all().map(row => ({ id: toId(row), userId: toUserId(row.user_id) })),
    deleteExpiredDevices: (before, limit) => sql.deleteExpired.run(before, limit).changes,
  }
}

function prepareStatements(db: Database) {
  return {
    insert: db.prepare(`
      INSERT INTO trusted_devices (id, digest, user_id, address, user_agent, trusted_at, last_used_at, expires_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`),
    use: db.prepare(`
      UPDATE trusted_devices SET last_used_at = ? WHERE id = ? AND digest = ? AND expires_at > ? RETURNING *`),
    list: db.prepare(`
      SELECT * FROM trusted_devices WHERE user_id = ? AND expires_at > ? ORDER BY last_used_at DESC, id`),
    delete: db.prepare('DELETE FROM trusted_devices WHERE user_id = ? AND id = ?'),
    deleteOf: db.prepare('DELETE FROM trusted_devices WHERE user_id = ? RETURNING id'),
    // The new one always stays, even if the clock was set back.
    deleteBeyond: db.prepare(`
      DELETE FROM trusted_devices WHERE id IN
        (SELECT id FROM trusted_devices WHERE user_id = ? ORDER BY id <> ?, last_used_at DESC, id LIMIT -1 OFFSET ?)
      RETURNING id`),
    deleteEvery: db.prepare('DELETE FROM trusted_devices RETURNING id, user_id'),
    deleteExpired: db.prepare(`
      DELETE FROM trusted_devices WHERE id IN
        (SELECT id FROM trusted_devices WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)`),
  }
}
