/**
 * What a replaced database knows and its older backup does not: a restore must not bring back what has ended since.
 * Only what refuses is carried over; accounts and passwords are those of the backup.
 */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { tokenIds } from '../rows/packed-id.ts'
import { loadSqlite } from './load-sqlite.ts'

type Rows = readonly Readonly<Record<string, SQLInputValue>>[]

/** `replaced`: absent after a total loss. Both files are at rest, and `restored` has today's schema. */
export function carryOver(
  replaced: string | undefined,
  restored: string,
  { keepsMails }: { keepsMails: boolean },
): void {
  const read = replaced === undefined ? () => undefined : readerOf(replaced)
  const db = new (loadSqlite().DatabaseSync)(restored)
  try {
    db.exec('BEGIN IMMEDIATE')
    for (const [select, write] of Object.entries(refusals)) {
      const statement = db.prepare(write)
      for (const row of read(select) ?? []) statement.run(withPackedId(row))
    }
    beginEpoch(db)
    dropMails(db, read('SELECT id FROM outbox'), keepsMails)
    db.exec('COMMIT')
  } finally {
    db.close()
  }
}

/** What is read there, and how it is written here: each refuses something, and refusing twice does no harm. */
const refusals: Readonly<Record<string, string>> = {
  'SELECT jti, expires_at AS until FROM spent_tokens':
    'INSERT INTO spent_tokens (jti, expires_at) VALUES (:jti, :until) ON CONFLICT DO NOTHING',
  "SELECT kind, subject, at, keep_until AS until FROM revocations WHERE kind <> 'user-stale' ORDER BY sequence":
    'INSERT INTO revocations (kind, subject, at, keep_until) VALUES (:kind, :subject, :at, :until)',
  'SELECT id, revoked_at AS at FROM api_keys WHERE revoked_at IS NOT NULL':
    'UPDATE api_keys SET revoked_at = :at WHERE id = :id AND revoked_at IS NULL',
  'SELECT id, tokens_not_before AS at FROM users WHERE tokens_not_before > 0':
    'UPDATE users SET tokens_not_before = max(tokens_not_before, :at) WHERE id = :id',
  "SELECT id, last_step AS step FROM factors WHERE kind = 'totp'":
    "UPDATE factors SET last_step = max(last_step, :step) WHERE id = :id AND kind = 'totp'",
  'SELECT user_id AS user, digest, used_at AS at FROM recovery_codes WHERE used_at IS NOT NULL':
    'UPDATE recovery_codes SET used_at = :at WHERE user_id = :user AND digest = :digest AND used_at IS NULL',
  // A passkey opens an account by itself. An authenticator app comes back: it asks for more than the password.
  "SELECT substr(subject, 8) AS id FROM audit WHERE event = 'factor.removed' AND reason = 'passkey'":
    "DELETE FROM factors WHERE id = :id AND kind = 'passkey'",
  "SELECT user_id AS user, at FROM audit WHERE event = 'factor.reset'":
    "DELETE FROM factors WHERE user_id = :user AND kind = 'passkey' AND created_at <= :at",
  "SELECT substr(subject, 8) AS id FROM audit WHERE event = 'device.forgotten'":
    'DELETE FROM trusted_devices WHERE id = :id',
  // Tokens of a key that leaked would be accepted again.
  'SELECT kid, retired_at AS at FROM signing_keys WHERE retired_at IS NOT NULL':
    'UPDATE signing_keys SET retired_at = :at WHERE kid = :kid AND retired_at IS NULL',
  // Roles first, all of them: an organization whose ownership was transferred keeps an owner.
  "SELECT user_id AS user, substr(subject, 14) AS organization, json_extract(changes, '$.role[1]') AS role FROM audit WHERE event = 'organization.role_changed' ORDER BY id":
    'UPDATE organization_members SET role = :role WHERE organization_id = :organization AND user_id = :user',
  "SELECT user_id AS user, substr(subject, 14) AS organization, at FROM audit WHERE event = 'organization.member_removed'":
    'DELETE FROM organization_members WHERE organization_id = :organization AND user_id = :user AND joined_at <= :at',
  "SELECT reason AS id FROM audit WHERE event IN ('organization.invitation_revoked', 'organization.invitation_declined')":
    'DELETE FROM organization_invitations WHERE id = :id',
}

/** From here on the numbers of the revocation log are given a second time: who remembers a place in it reads it anew. */
function beginEpoch(db: DatabaseSync): void {
  db.exec(`INSERT INTO facts (name, value) VALUES ('revocation_epoch', lower(hex(randomblob(8))))
    ON CONFLICT (name) DO UPDATE SET value = excluded.value`)
}

/** A file from before ids were packed has them as text. */
function withPackedId(row: Rows[number]): Rows[number] {
  return typeof row.jti === 'string' ? { ...row, jti: tokenIds.pack(row.jti) } : row
}

/** A mail that does not wait any more was sent. Without the replaced database, all of them may have been. */
function dropMails(db: DatabaseSync, waiting: Rows | undefined, keepsMails: boolean): void {
  if (waiting === undefined && keepsMails) return
  const ids = JSON.stringify((waiting ?? []).map(({ id }) => id))
  db.prepare('DELETE FROM outbox WHERE id NOT IN (SELECT value FROM json_each(?))').run(ids)
}

/** `undefined` for what an older or a damaged file does not have: a damaged file is often the reason for a restore. */
function readerOf(path: string): (select: string) => Rows | undefined {
  return select => {
    try {
      const db = new (loadSqlite().DatabaseSync)(path, { readOnly: true, timeout: 5000 })
      try {
        return db.prepare(select).all()
      } finally {
        db.close()
      }
    } catch {
      return undefined
    }
  }
}
