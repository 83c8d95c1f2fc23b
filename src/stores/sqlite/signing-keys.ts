/** SQL for keys that sign tokens. */
import { keyColumns, toManagedKey } from '../rows/signing-key.ts'
import type { SigningKeyStatements } from '../transactions/signing-key-statements.ts'
import type { Database } from './database.ts'

export function createSigningKeyStatements(db: Database): SigningKeyStatements {
  const sql = prepareStatements(db)
  return {
    // One transaction writes at a time.
    lockSigningKeys: () => {},
    listSigningKeys: () => sql.list.all().map(toManagedKey),
    findSealedKeys: kids =>
      sql.findSealed.all(JSON.stringify(kids)).map(row => ({ kid: String(row.kid), sealed: String(row.sealed) })),
    countSessionsIssued: ({ since, before, now }) => Number(sql.countSessions.get(now, since, before)?.count),
    insertSigningKey(key, number) {
      const { kid, algorithm, publicKey = null, sealed = null, fingerprint = null } = key
      const { publishedAt, signsFrom, overlap } = key
      sql.insert.run(kid, number, algorithm, publicKey, sealed, fingerprint, publishedAt, signsFrom, overlap)
    },
    setSigningStart: (kid, signsFrom) => void sql.setStart.run(signsFrom, kid),
    retireSigningKey: (kid, at) => void sql.retire.run(at, kid),
    eraseSealedKey: kid => void sql.erase.run(kid),
    setOverlap: (kid, overlap) => void sql.setOverlap.run(overlap, kid),
    resealSigningKey: (kid, from, to) => sql.reseal.run(to, kid, from).changes === 1,
    deleteSigningKey: kid => void sql.delete.run(kid),
  }
}

function prepareStatements(db: Database) {
  return {
    list: db.prepare(`SELECT ${keyColumns} FROM signing_keys ORDER BY number`),
    findSealed: db.prepare(`
      SELECT kid, sealed FROM signing_keys
      WHERE sealed IS NOT NULL AND kid IN (SELECT value FROM json_each(?))`),
    countSessions: db.prepare(`
      SELECT count(*) AS count FROM sessions
      WHERE ended_at IS NULL AND current_exp * 1000 > ? AND current_iat * 1000 BETWEEN ? - 999 AND ? - 1`),
    insert: db.prepare(`
      INSERT INTO signing_keys
        (kid, number, algorithm, public_key, sealed, fingerprint, published_at, signs_from, overlap)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    setStart: db.prepare('UPDATE signing_keys SET signs_from = ? WHERE kid = ?'),
    retire: db.prepare('UPDATE signing_keys SET retired_at = ? WHERE kid = ?'),
    erase: db.prepare('UPDATE signing_keys SET sealed = NULL WHERE kid = ?'),
    setOverlap: db.prepare('UPDATE signing_keys SET overlap = ? WHERE kid = ?'),
    reseal: db.prepare('UPDATE signing_keys SET sealed = ? WHERE kid = ? AND sealed = ?'),
    delete: db.prepare('DELETE FROM signing_keys WHERE kid = ?'),
  }
}
