/** SQL for failed logins and known addresses. */
import { decideAttempt } from '../../throttles/login-delay.ts'
import type { LoginAttemptStatements } from '../transactions/statements.ts'
import type { AsyncStatements } from '../transactions/transaction.ts'
import { type Connection, countOf, done, firstOf, isAny } from './connection.ts'
import type { UserKey } from './user-key.ts'

export function createLoginAttemptStatements(
  on: Connection,
  keyOf: UserKey,
): Pick<AsyncStatements, keyof LoginAttemptStatements> {
  return {
    isKnownAddress: (userId, address) => isAny(on.query(sql.isKnown, [keyOf(userId), address])),
    countAttempt: async (subject, allowance, now) => {
      // Made or locked by one statement before it is judged: of a burst each sees the one before (race condition).
      const row = await firstOf(on.query(sql.lock, [subject, now]))
      const before = row && { failures: Number(row.failures), lastAt: Number(row.last_at) }
      const decision = decideAttempt(before, allowance, now)
      const { record } = decision
      if (record !== undefined) await on.query(sql.count, [subject, record.failures, record.lastAt])
      return decision
    },
    releaseAttempt: subject => done(on.query(sql.release, [subject])),
    clearAttempts: subject => done(on.query(sql.clear, [subject])),
    rememberAddress: async (userId, address, now, limit) => {
      await on.query(sql.remember, [keyOf(userId), address, now])
      await on.query(sql.forgetOldest, [keyOf(userId), limit])
    },
    forgetAddresses: userId => done(on.query(sql.forgetAddresses, [keyOf(userId)])),
    forgetAttempts: (before, limit) => countOf(on.query(sql.forget, [before, limit])),
  }
}

const sql = {
  isKnown: 'SELECT FROM login_addresses WHERE user_id = $1 AND address = $2',
  lock: `
    INSERT INTO login_failures AS known (subject, failures, last_at) VALUES ($1, 0, $2)
    ON CONFLICT (subject) DO UPDATE SET failures = known.failures RETURNING failures, last_at`,
  count: 'UPDATE login_failures SET failures = $2, last_at = $3 WHERE subject = $1',
  release: 'UPDATE login_failures SET failures = failures - 1 WHERE subject = $1 AND failures > 0',
  clear: 'DELETE FROM login_failures WHERE subject = $1',
  // Those that another login has locked are not old.
  forget: `
    DELETE FROM login_failures WHERE subject = ANY (ARRAY(
      SELECT subject FROM login_failures WHERE last_at <= $1 ORDER BY last_at LIMIT $2 FOR UPDATE SKIP LOCKED))`,
  remember: `
    INSERT INTO login_addresses AS known (user_id, address, last_at) VALUES ($1, $2, $3)
    ON CONFLICT (user_id, address) DO UPDATE SET last_at = excluded.last_at`,
  forgetAddresses: 'DELETE FROM login_addresses WHERE user_id = $1',
  forgetOldest: `
    DELETE FROM login_addresses WHERE user_id = $1 AND address NOT IN
      (SELECT address FROM login_addresses WHERE user_id = $1 ORDER BY last_at DESC LIMIT $2)`,
}
