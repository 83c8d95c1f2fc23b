/** SQL for keys that sign tokens. */
import { keyColumns, toManagedKey } from '../rows/signing-key.ts'
import type { SigningKeyStatements } from '../transactions/signing-key-statements.ts'
import type { AsyncStatements } from '../transactions/transaction.ts'
import { type Connection, done, firstOf, isAny, rowsOf } from './connection.ts'
import { storable } from './users.ts'

export function createSigningKeyStatements(on: Connection): Pick<AsyncStatements, keyof SigningKeyStatements> {
  return {
    lockSigningKeys: () => done(on.query(sql.lock)),
    listSigningKeys: async () => (await rowsOf(on.query(sql.list))).map(toManagedKey),
    findSealedKeys: async kids =>
      (await rowsOf(on.query(sql.findSealed, [kids]))).map(row => ({
        kid: String(row.kid),
        sealed: String(row.sealed),
      })),
    countSessionsIssued: async ({ since, before, now }) =>
      Number((await firstOf(on.query(sql.countSessions, [now, since, before])))?.count),
    insertSigningKey(key, number) {
      const { kid, algorithm, publicKey = null, sealed = null, fingerprint = null } = key
      const { publishedAt, signsFrom, overlap } = key
      const values = [kid, number, algorithm, publicKey, sealed, fingerprint, publishedAt, signsFrom, overlap]
      return done(on.query(sql.insert, values))
    },
    setSigningStart: (kid, signsFrom) => done(on.query(sql.setStart, [storable(kid), signsFrom])),
    retireSigningKey: (kid, at) => done(on.query(sql.retire, [storable(kid), at])),
    eraseSealedKey: kid => done(on.query(sql.erase, [kid])),
    setOverlap: (kid, overlap) => done(on.query(sql.setOverlap, [kid, overlap])),
    resealSigningKey: (kid, from, to) => isAny(on.query(sql.reseal, [kid, from, to])),
    deleteSigningKey: kid => done(on.query(sql.delete, [kid])),
  }
}

const sql = {
  // Others read meanwhile.
  lock: 'LOCK TABLE signing_keys IN SHARE ROW EXCLUSIVE MODE',
  list: `SELECT ${keyColumns} FROM signing_keys ORDER BY number`,
  findSealed: 'SELECT kid, sealed FROM signing_keys WHERE sealed IS NOT NULL AND kid = ANY ($1)',
  countSessions: `
    SELECT count(*) AS count FROM sessions
    WHERE ended_at IS NULL AND current_exp * 1000 > $1
      AND coalesce(current_iat, last_used_at / 1000) * 1000 BETWEEN $2::bigint - 999 AND $3::bigint - 1`,
  insert: `
    INSERT INTO signing_keys
      (kid, number, algorithm, public_key, sealed, fingerprint, published_at, signs_from, overlap)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
  setStart: 'UPDATE signing_keys SET signs_from = $2 WHERE kid = $1',
  retire: 'UPDATE signing_keys SET retired_at = $2 WHERE kid = $1',
  erase: 'UPDATE signing_keys SET sealed = NULL WHERE kid = $1',
  setOverlap: 'UPDATE signing_keys SET overlap = $2 WHERE kid = $1',
  reseal: 'UPDATE signing_keys SET sealed = $3 WHERE kid = $1 AND sealed = $2',
  delete: 'DELETE FROM signing_keys WHERE kid = $1',
}
