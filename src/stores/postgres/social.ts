/** SQL for accounts at other providers. */
import { toUserId } from '../rows/row.ts'
import { toSocialAccount } from '../rows/social-account.ts'
import type { SocialStatements } from '../transactions/social-statements.ts'
import type { AsyncStatements } from '../transactions/transaction.ts'
import { type Connection, done, firstOf, isAny, rowsOf } from './connection.ts'
import type { UserKey } from './user-key.ts'

export function createSocialStatements(on: Connection, keyOf: UserKey): Pick<AsyncStatements, keyof SocialStatements> {
  return {
    lockSocialAccount: (provider, subject) => done(on.query(sql.lock, [provider, subject])),
    findSocialOwner: async (provider, subject) => {
      const row = await firstOf(on.query(sql.find, [provider, subject]))
      return row && toUserId(row.user_id)
    },
    listSocialAccounts: async userId => (await rowsOf(on.query(sql.listOf, [keyOf(userId)]))).map(toSocialAccount),
    insertSocialAccount: ({ provider, subject, userId, email, now }) =>
      done(on.query(sql.insert, [provider, subject, keyOf(userId), email, now])),
    recordSocialUse: ({ provider, subject, email }, now) =>
      done(on.query(sql.recordUse, [provider, subject, email, now])),
    deleteSocialAccount: (userId, provider) => done(on.query(sql.delete, [keyOf(userId), provider])),
    deleteSocialAccountsOf: userId => done(on.query(sql.deleteOf, [keyOf(userId)])),
    insertSocialUnlink: ({ provider, subject, userId }, now) =>
      done(on.query(sql.insertUnlink, [provider, subject, keyOf(userId), now])),
    isSocialUnlinked: (provider, subject) => isAny(on.query(sql.findUnlink, [provider, subject])),
    deleteSocialUnlink: (provider, subject) => done(on.query(sql.deleteUnlink, [provider, subject])),
  }
}

const sql = {
  // There is no row yet that could be locked.
  lock: "SELECT pg_advisory_xact_lock(hashtextextended('social ' || $1 || ' ' || $2, 0))",
  find: 'SELECT user_id FROM social_accounts WHERE provider = $1 AND subject = $2',
  listOf: 'SELECT * FROM social_accounts WHERE user_id = $1 ORDER BY linked_at, provider',
  insert: `
    INSERT INTO social_accounts (provider, subject, user_id, email, linked_at, last_used_at)
    VALUES ($1, $2, $3, $4, $5, $5)`,
  // A provider may send the address at the first sign-in only (Apple), or withhold it later.
  recordUse: `
    UPDATE social_accounts SET last_used_at = $4, email = coalesce(nullif($3, ''), email)
    WHERE provider = $1 AND subject = $2`,
  delete: 'DELETE FROM social_accounts WHERE user_id = $1 AND provider = $2',
  deleteOf: 'DELETE FROM social_accounts WHERE user_id = $1',
  insertUnlink: `
    INSERT INTO social_unlinks (provider, subject, user_id, unlinked_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (provider, subject) DO UPDATE SET user_id = excluded.user_id, unlinked_at = excluded.unlinked_at`,
  findUnlink: 'SELECT FROM social_unlinks WHERE provider = $1 AND subject = $2',
  deleteUnlink: 'DELETE FROM social_unlinks WHERE provider = $1 AND subject = $2',
}
