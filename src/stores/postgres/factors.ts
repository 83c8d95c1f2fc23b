/** SQL for second factors, recovery codes, and the count of failures. */
import { toBytes, toFactor, toFactorFailures, toFactorSummary, toPasskey } from '../rows/factor.ts'
import { toMoment } from '../rows/row.ts'
import type { FactorStatements } from '../transactions/factor-statements.ts'
import type { AsyncStatements } from '../transactions/transaction.ts'
import { type Connection, countOf, done, firstOf, isAny, rowsOf } from './connection.ts'
import type { UserKey } from './user-key.ts'
import { storable } from './users.ts'

export function createFactorStatements(on: Connection, keyOf: UserKey): Pick<AsyncStatements, keyof FactorStatements> {
  return {
    listFactors: async userId => (await rowsOf(on.query(sql.list, [keyOf(userId)]))).map(toFactor),
    summarizeFactors: async userId => toFactorSummary(await firstOf(on.query(sql.summarize, [keyOf(userId)]))),
    findPasskey: async credentialId => (await rowsOf(on.query(sql.findPasskey, [credentialId]))).map(toPasskey)[0],
    insertTotp: ({ id, userId, kind, name, createdAt, lastUsedAt, secret, confirmedAt, lastStep }) => {
      const values = [id, keyOf(userId), kind, name, createdAt, lastUsedAt, secret, confirmedAt, lastStep]
      return done(on.query(sql.insertTotp, values))
    },
    deleteWaitingTotp: userId => done(on.query(sql.deleteWaiting, [keyOf(userId)])),
    confirmTotp: async ({ userId, id, step, now }) => {
      const row = await firstOf(on.query(sql.confirm, [storable(id), keyOf(userId), step, now]))
      return row && String(row.name)
    },
    useTotp: (id, step, now) => isAny(on.query(sql.useTotp, [storable(id), step, now])),
    resealTotp: (id, from, to) => done(on.query(sql.reseal, [id, from, to])),
    insertPasskey: factor => {
      const { id, userId, kind, name, createdAt, lastUsedAt, credentialId, publicKey, algorithm, counter } = factor
      const key = [credentialId, publicKey, algorithm, counter]
      const about = [factor.isBackupEligible, factor.isBackedUp, factor.transports.join(' '), factor.aaguid]
      const values = [id, keyOf(userId), kind, name, createdAt, lastUsedAt, ...key, ...about]
      return isAny(on.query(sql.insertPasskey, values))
    },
    usePasskey: ({ id, counter, isBackedUp, now }) =>
      isAny(on.query(sql.usePasskey, [storable(id), counter, isBackedUp, now])),
    renameFactor: (id, name) => done(on.query(sql.rename, [id, name])),
    deleteFactor: id => done(on.query(sql.delete, [id])),
    deleteFactorsOf: userId => done(on.query(sql.deleteOf, [keyOf(userId)])),
    ...createAccountStatements(on, keyOf),
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

function createAccountStatements(on: Connection, keyOf: UserKey): Pick<AsyncStatements, AccountStatements> {
  const handleIn = async (text: string, values: readonly unknown[]) =>
    (await rowsOf(on.query(text, values))).map(({ handle }) => toBytes(handle))[0]
  const requiredIn = async (text: string, values: readonly unknown[]) =>
    toMoment((await firstOf(on.query(text, values)))?.required_since) ?? undefined
  return {
    insertRecoveryCodes: (userId, digests) => done(on.query(sql.insertCodes, [keyOf(userId), digests])),
    deleteRecoveryCodes: userId => done(on.query(sql.deleteCodes, [keyOf(userId)])),
    useRecoveryCode: (userId, digest, now) => isAny(on.query(sql.useCode, [keyOf(userId), storable(digest), now])),
    findFactorHandle: userId => handleIn(sql.findHandle, [keyOf(userId)]),
    keepFactorHandle: (userId, fresh) => handleIn(sql.keepHandle, [keyOf(userId), fresh]),
    findRequiredSince: userId => requiredIn(sql.findRequired, [keyOf(userId)]),
    keepRequiredSince: (userId, now) => requiredIn(sql.keepRequired, [keyOf(userId), now]),
    countFactorAttempt: async ({ id, expiresAt }, most) => {
      const row = await firstOf(on.query(sql.countAttempt, [id, expiresAt, most]))
      return row && Number(row.attempts)
    },
    forgetFactorAttempts: (before, limit) => countOf(on.query(sql.forgetAttempts, [before, limit])),
    lockFactorFailures: async userId =>
      (await rowsOf(on.query(sql.lockFailures, [keyOf(userId)]))).map(toFactorFailures)[0],
    writeFactorFailures: (userId, { inRow, recent, lastAt }) =>
      done(on.query(sql.writeFailures, [keyOf(userId), inRow, recent, lastAt])),
    clearFactorFailures: userId => isAny(on.query(sql.clearFailures, [keyOf(userId)])),
  }
}

/** A row of the account, made where there is none yet; of a deleted user there is none. */
const kept = (columns: string, values: string) => `
  INSERT INTO factor_accounts AS known (user_id${columns}) SELECT id${values} FROM users WHERE id = $1 FOR KEY SHARE
  ON CONFLICT (user_id) DO UPDATE SET`

const sql = {
  list: 'SELECT * FROM factors WHERE user_id = $1 ORDER BY created_at, id',
  summarize: `
    SELECT EXISTS (SELECT FROM factors WHERE user_id = $1 AND kind = 'totp' AND confirmed_at IS NOT NULL) AS has_totp,
      (SELECT count(*) FROM factors WHERE user_id = $1 AND kind = 'passkey') AS passkeys,
      (SELECT count(*) FROM recovery_codes WHERE user_id = $1 AND used_at IS NULL) AS recovery_codes`,
  findPasskey: 'SELECT * FROM factors WHERE credential_id = $1',
  insertTotp: `
    INSERT INTO factors (id, user_id, kind, name, created_at, last_used_at, secret, confirmed_at, last_step)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
  deleteWaiting: "DELETE FROM factors WHERE user_id = $1 AND kind = 'totp' AND confirmed_at IS NULL",
  confirm: `
    UPDATE factors SET confirmed_at = $4, last_used_at = $4, last_step = $3
    WHERE id = $1 AND user_id = $2 AND kind = 'totp' AND confirmed_at IS NULL AND last_step < $3 RETURNING name`,
  useTotp: `
    UPDATE factors SET last_step = $2, last_used_at = $3
    WHERE id = $1 AND kind = 'totp' AND confirmed_at IS NOT NULL AND last_step < $2`,
  reseal: 'UPDATE factors SET secret = $3 WHERE id = $1 AND secret = $2',
  insertPasskey: `
    INSERT INTO factors (id, user_id, kind, name, created_at, last_used_at, credential_id, public_key, algorithm,
                         counter, is_backup_eligible, is_backed_up, transports, aaguid)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (credential_id) DO NOTHING`,
  usePasskey: `
    UPDATE factors SET counter = $2, is_backed_up = $3, last_used_at = $4 WHERE id = $1 AND kind = 'passkey'`,
  rename: 'UPDATE factors SET name = $2 WHERE id = $1',
  delete: 'DELETE FROM factors WHERE id = $1',
  deleteOf: 'DELETE FROM factors WHERE user_id = $1',
  insertCodes: 'INSERT INTO recovery_codes (user_id, digest) SELECT $1, unnest($2::text[])',
  deleteCodes: 'DELETE FROM recovery_codes WHERE user_id = $1',
  useCode: 'UPDATE recovery_codes SET used_at = $3 WHERE user_id = $1 AND digest = $2 AND used_at IS NULL',
  findHandle: 'SELECT handle FROM factor_accounts WHERE user_id = $1 AND handle IS NOT NULL',
  keepHandle: `
    ${kept(', handle', ', $2::bytea')} handle = coalesce(known.handle, excluded.handle) RETURNING handle`,
  findRequired: 'SELECT required_since FROM factor_accounts WHERE user_id = $1',
  keepRequired: `
    ${kept(', required_since', ', $2::bigint')} required_since = coalesce(known.required_since, excluded.required_since)
    RETURNING required_since`,
  countAttempt: `
    INSERT INTO factor_attempts AS known (token_id, attempts, keep_until) VALUES ($1, 1, $2)
    ON CONFLICT (token_id) DO UPDATE SET attempts = known.attempts + 1 WHERE known.attempts < $3 RETURNING attempts`,
  forgetAttempts: `
    DELETE FROM factor_attempts WHERE token_id = ANY (ARRAY(
      SELECT token_id FROM factor_attempts WHERE keep_until <= $1 ORDER BY keep_until LIMIT $2 FOR UPDATE SKIP LOCKED))`,
  // Made or locked by one statement before it is judged: of a burst each sees the one before (race condition).
  lockFailures: `
    ${kept('', '')} failures = known.failures RETURNING failures, recent_failures, last_failure_at`,
  writeFailures: `
    UPDATE factor_accounts SET failures = $2, recent_failures = $3, last_failure_at = $4 WHERE user_id = $1`,
  clearFailures: `
    UPDATE factor_accounts SET failures = 0, recent_failures = 0, last_failure_at = NULL
    WHERE user_id = $1 AND failures > 0`,
}
