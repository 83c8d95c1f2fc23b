/** SQL for second factors, recovery codes, and the count of failures. */
import { toBytes, toFactor, toFactorFailures, toFactorSummary, toPasskey } from '../rows/factor.ts'
import { toMoment } from '../rows/row.ts'
import type { FactorStatements } from '../transactions/factor-statements.ts'
import type { Database } from './database.ts'

export function createFactorStatements(db: Database): FactorStatements {
  const sql = prepareFactors(db)
  return {
    listFactors: userId => sql.list.all(userId).map(toFactor),
    summarizeFactors: userId => toFactorSummary(sql.summarize.get(userId)),
    findPasskey: credentialId => sql.findPasskey.all(credentialId).map(toPasskey)[0],
    insertTotp: ({ id, userId, kind, name, createdAt, lastUsedAt, secret, confirmedAt, lastStep }) =>
      void sql.insertTotp.run(id, userId, kind, name, createdAt, lastUsedAt, secret, confirmedAt, lastStep),
    deleteWaitingTotp: userId => void sql.deleteWaiting.run(userId),
    confirmTotp: ({ userId, id, step, now }) => {
      const row = sql.confirm.get(now, now, step, id, userId, step)
      return row === undefined ? undefined : String(row.name)
    },
    useTotp: (id, step, now) => sql.useTotp.run(step, now, id, step).changes === 1,
    resealTotp: (id, from, to) => void sql.reseal.run(to, id, from),
    insertPasskey: factor => {
      const { id, userId, kind, name, createdAt, lastUsedAt, credentialId, publicKey, algorithm, counter } = factor
      const key = [credentialId, publicKey, algorithm, counter]
      const about = [
        Number(factor.isBackupEligible),
        Number(factor.isBackedUp),
        factor.transports.join(' '),
        factor.aaguid,
      ]
      return sql.insertPasskey.run(id, userId, kind, name, createdAt, lastUsedAt, ...key, ...about).changes === 1
    },
    usePasskey: ({ id, counter, isBackedUp, now }) =>
      sql.usePasskey.run(counter, Number(isBackedUp), now, id).changes === 1,
    renameFactor: (id, name) => void sql.rename.run(name, id),
    deleteFactor: id => void sql.delete.run(id),
    deleteFactorsOf: userId => void sql.deleteOf.run(userId),
    ...createAccountStatements(db),
  }
}

type AccountStatements =
  | 'insertRecoveryCodes'
  | 'deleteRecoveryCodes'
  | 'useRecoveryCode'
  | 'findFactorHandle'
  | 'keepFactorHandle'
  | 'findRequiredSince'
  | 'keepRequiredSince'
  | 'countFactorAttempt'
  | 'forgetFactorAttempts'
  | 'lockFactorFailures'
  | 'writeFactorFailures'
  | 'clearFactorFailures'

function createAccountStatements(db: Database): Pick<FactorStatements, AccountStatements> {
  const sql = prepareAccounts(db)
  return {
    insertRecoveryCodes: (userId, digests) => {
      for (const digest of digests) sql.insertCode.run(userId, digest)
    },
    deleteRecoveryCodes: userId => void sql.deleteCodes.run(userId),
    useRecoveryCode: (userId, digest, now) => sql.useCode.run(now, userId, digest).changes === 1,
    findFactorHandle: userId => sql.findHandle.all(userId).map(({ handle }) => toBytes(handle))[0],
    keepFactorHandle: (userId, fresh) => sql.keepHandle.all(fresh, userId).map(({ handle }) => toBytes(handle))[0],
    findRequiredSince: userId => toMoment(sql.findRequired.get(userId)?.required_since) ?? undefined,
    keepRequiredSince: (userId, now) => toMoment(sql.keepRequired.get(now, userId)?.required_since) ?? undefined,
    countFactorAttempt: ({ id, expiresAt }, most) => {
      const row = sql.countAttempt.get(id, expiresAt, most)
      return row === undefined ? undefined : Number(row.attempts)
    },
    forgetFactorAttempts: (before, limit) => sql.forgetAttempts.run(before, limit).changes,
    // No lock needed: a write transaction in SQLite excludes all others.
    lockFactorFailures: userId => sql.findFailures.all(userId).map(toFactorFailures)[0],
    writeFactorFailures: (userId, { inRow, recent, lastAt }) =>
      void sql.writeFailures.run(userId, inRow, recent, lastAt),
    clearFactorFailures: userId => sql.clearFailures.run(userId).changes === 1,
  }
}

function prepareFactors(db: Database) {
  return {
    list: db.prepare('SELECT * FROM factors WHERE user_id = ? ORDER BY created_at, id'),
    summarize: db.prepare(`
      SELECT EXISTS (SELECT 1 FROM factors WHERE user_id = ?1 AND kind = 'totp' AND confirmed_at IS NOT NULL) AS has_totp,
        (SELECT count(*) FROM factors WHERE user_id = ?1 AND kind = 'passkey') AS passkeys,
        (SELECT count(*) FROM recovery_codes WHERE user_id = ?1 AND used_at IS NULL) AS recovery_codes`),
    findPasskey: db.prepare('SELECT * FROM factors WHERE credential_id = ?'),
    insertTotp: db.prepare(`
      INSERT INTO factors (id, user_id, kind, name, created_at, last_used_at, secret, confirmed_at, last_step)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    deleteWaiting: db.prepare("DELETE FROM factors WHERE user_id = ? AND kind = 'totp' AND confirmed_at IS NULL"),
    confirm: db.prepare(`
      UPDATE factors SET confirmed_at = ?, last_used_at = ?, last_step = ?
      WHERE id = ? AND user_id = ? AND kind = 'totp' AND confirmed_at IS NULL AND last_step < ? RETURNING name`),
    useTotp: db.prepare(`
      UPDATE factors SET last_step = ?, last_used_at = ?
      WHERE id = ? AND kind = 'totp' AND confirmed_at IS NOT NULL AND last_step < ?`),
    reseal: db.prepare('UPDATE factors SET secret = ? WHERE id = ? AND secret = ?'),
    insertPasskey: db.prepare(`
      INSERT INTO factors (id, user_id, kind, name, created_at, last_used_at, credential_id, public_key, algorithm,
                           counter, is_backup_eligible, is_backed_up, transports, aaguid)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (credential_id) DO NOTHING`),
    usePasskey: db.prepare(`
      UPDATE factors SET counter = ?, is_backed_up = ?, last_used_at = ? WHERE id = ? AND kind = 'passkey'`),
    rename: db.prepare('UPDATE factors SET name = ? WHERE id = ?'),
    delete: db.prepare('DELETE FROM factors WHERE id = ?'),
    deleteOf: db.prepare('DELETE FROM factors WHERE user_id = ?'),
  }
}

function prepareAccounts(db: Database) {
  return {
    insertCode: db.prepare('INSERT INTO recovery_codes (user_id, digest) VALUES (?, ?)'),
    deleteCodes: db.prepare('DELETE FROM recovery_codes WHERE user_id = ?'),
    useCode: db.prepare('UPDATE recovery_codes SET used_at = ? WHERE user_id = ? AND digest = ? AND used_at IS NULL'),
    findHandle: db.prepare('SELECT handle FROM factor_accounts WHERE user_id = ? AND handle IS NOT NULL'),
    keepHandle: db.prepare(`
      INSERT INTO factor_accounts (user_id, handle) SELECT id, ? FROM users WHERE id = ?
      ON CONFLICT (user_id) DO UPDATE SET handle = coalesce(handle, excluded.handle) RETURNING handle`),
    findRequired: db.prepare('SELECT required_since FROM factor_accounts WHERE user_id = ?'),
    keepRequired: db.prepare(`
      INSERT INTO factor_accounts (user_id, required_since) SELECT id, ? FROM users WHERE id = ?
      ON CONFLICT (user_id) DO UPDATE SET required_since = coalesce(required_since, excluded.required_since)
      RETURNING required_since`),
    countAttempt: db.prepare(`
      INSERT INTO factor_attempts (token_id, attempts, keep_until) VALUES (?, 1, ?)
      ON CONFLICT (token_id) DO UPDATE SET attempts = attempts + 1 WHERE attempts < ? RETURNING attempts`),
    forgetAttempts: db.prepare(`
      DELETE FROM factor_attempts WHERE token_id IN
        (SELECT token_id FROM factor_attempts WHERE keep_until <= ? ORDER BY keep_until LIMIT ?)`),
    findFailures: db.prepare(`
      SELECT coalesce(known.failures, 0) AS failures, coalesce(known.recent_failures, 0) AS recent_failures,
        known.last_failure_at
      FROM users LEFT JOIN factor_accounts AS known ON known.user_id = users.id WHERE users.id = ?`),
    writeFailures: db.prepare(`
      INSERT INTO factor_accounts (user_id, failures, recent_failures, last_failure_at) VALUES (?, ?, ?, ?)
      ON CONFLICT (user_id) DO UPDATE SET failures = excluded.failures, recent_failures = excluded.recent_failures,
        last_failure_at = excluded.last_failure_at`),
    clearFailures: db.prepare(`
      UPDATE factor_accounts SET failures = 0, recent_failures = 0, last_failure_at = NULL
      WHERE user_id = ? AND failures > 0`),
  }
}
