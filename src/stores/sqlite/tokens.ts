/** SQL for spent tokens and the revocation log. */
import type { Revocation, RevocationKind } from '../../sessions/revocation.ts'
import type { TokenStatements } from '../transactions/token-statements.ts'
import type { Database, Row } from './database.ts'

export function createTokenStatements(db: Database): TokenStatements {
  const sql = prepareStatements(db)
  return {
    isSpent: jti => sql.isSpent.get(jti) !== undefined,
    spendToken: ({ jti, exp }) => sql.spend.run(jti, exp * 1000).changes === 1,
    deleteExpiredSpentTokens: (before, limit) => sql.deleteSpent.run(before, limit).changes,
    insertRevocation: ({ kind, subject, at, keepUntil }) => void sql.revoke.run(kind, subject, at, keepUntil),
    listRevocationsSince: sequence => sql.revokedSince.all(sequence).map(toRevocation),
    deleteExpiredRevocations: (before, limit) => sql.deleteRevocations.run(before, limit).changes,
  }
}

function prepareStatements(db: Database) {
  return {
    isSpent: db.prepare('SELECT 1 FROM spent_tokens WHERE jti = ?'),
    spend: db.prepare('INSERT INTO spent_tokens (jti, expires_at) VALUES (?, ?) ON CONFLICT DO NOTHING'),
    deleteSpent: db.prepare(`
      DELETE FROM spent_tokens WHERE jti IN (SELECT jti FROM spent_tokens WHERE expires_at <= ? LIMIT ?)`),
    revoke: db.prepare('INSERT INTO revocations (kind, subject, at, keep_until) VALUES (?, ?, ?, ?)'),
    revokedSince: db.prepare(
      'SELECT sequence, kind, subject, at, keep_until FROM revocations WHERE sequence > ? ORDER BY sequence',
    ),
    deleteRevocations: db.prepare(`
      DELETE FROM revocations WHERE sequence IN
        (SELECT sequence FROM revocations WHERE keep_until <= ?
         AND sequence < (SELECT max(sequence) FROM revocations) LIMIT ?)`),
  }
}

function toRevocation(row: Row): Revocation {
  return {
    sequence: Number(row.sequence),
    kind: row.kind as RevocationKind,
    subject: String(row.subject),
    at: Number(row.at),
    keepUntil: Number(row.keep_until),
  }
}
