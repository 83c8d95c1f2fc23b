/** SQL for accounts at other providers. */
import { toUserId } from '../rows/row.ts'
import { toSocialAccount } from '../rows/social-account.ts'
import type { SocialStatements } from '../transactions/social-statements.ts'
import type { Database } from './database.ts'

export function createSocialStatements(db: Database): SocialStatements {
  const sql = prepareStatements(db)
  return {
    // No lock needed: a write transaction in SQLite excludes all others.
    lockSocialAccount: () => {},
    findSocialOwner: (provider, subject) => sql.find.all(provider, subject).map(row => toUserId(row.user_id))[0],
    listSocialAccounts: userId => sql.listOf.all(userId).map(toSocialAccount),
    insertSocialAccount: ({ provider, subject, userId, email, now }) =>
      void sql.insert.run(provider, subject, userId, email, now, now),
    recordSocialUse: ({ provider, subject, email }, now) => void sql.recordUse.run(now, email, provider, subject),
    deleteSocialAccount: (userId, provider) => void sql.delete.run(userId, provider),
    deleteSocialAccountsOf: userId => void sql.deleteOf.run(userId),
    insertSocialUnlink: ({ provider, subject, userId }, now) =>
      void sql.insertUnlink.run(provider, subject, userId, now),
    isSocialUnlinked: (provider, subject) => sql.findUnlink.get(provider, subject) !== undefined,
    deleteSocialUnlink: (provider, subject) => void sql.deleteUnlink.run(provider, subject),
  }
}

function prepareStatements(db: Database) {
  return {
    find: db.prepare('SELECT user_id FROM social_accounts WHERE provider = ? AND subject = ?'),
    listOf: db.prepare('SELECT * FROM social_accounts WHERE user_id = ? ORDER BY linked_at, provider'),
    insert: db.prepare(`
      INSERT INTO social_accounts (provider, subject, user_id, email, linked_at, last_used_at)
      VALUES (?, ?, ?, ?, ?, ?)`),
    // A provider may send the address at the first sign-in only (Apple), or withhold it later.
    recordUse: db.prepare(
      "UPDATE social_accounts SET last_used_at = ?, email = COALESCE(NULLIF(?, ''), email) WHERE provider = ? AND subject = ?",
    ),
    delete: db.prepare('DELETE FROM social_accounts WHERE user_id = ? AND provider = ?'),
    deleteOf: db.prepare('DELETE FROM social_accounts WHERE user_id = ?'),
    insertUnlink: db.prepare(
      'INSERT OR REPLACE INTO social_unlinks (provider, subject, user_id, unlinked_at) VALUES (?, ?, ?, ?)',
    ),
    findUnlink: db.prepare('SELECT 1 FROM social_unlinks WHERE provider = ? AND subject = ?'),
    deleteUnlink: db.prepare('DELETE FROM social_unlinks WHERE provider = ? AND subject = ?'),
  }
}
