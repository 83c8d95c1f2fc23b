/** SQL for the chain of the audit log: see ../transactions/seal-audit.ts. */
import { chainColumns, placeText, toAged, toChained, toEnds } from '../rows/audit-chain.ts'
import type { AuditStatements } from '../transactions/audit-statements.ts'
import type { AsyncStatements } from '../transactions/transaction.ts'
import { type Connection, countOf, done, firstOf, isAny, rowsOf } from './connection.ts'
import { writeFact } from './facts.ts'

type ChainNames = Exclude<
  keyof AuditStatements,
  | 'insertAudit'
  | 'insertAudits'
  | 'listAuditOfTrace'
  | 'listAuditOfSession'
  | 'walkAudit'
  | 'countAuditBy'
  | 'countAuditDays'
>

export function createChainStatements(on: Connection): Pick<AsyncStatements, ChainNames> {
  const readAuditChain = async () => toEnds((await firstOf(on.query(sql.ends))) ?? {})
  return {
    lockAuditChain: async () => {
      await on.query(sql.lock)
      return await readAuditChain()
    },
    readAuditChain,
    hasUnsealedAudit: () => isAny(on.query(sql.hasUnsealed)),
    listUnsealedAudit: async limit => (await rowsOf(on.query(sql.unsealed, [limit]))).map(toChained),
    sealAuditRows: async rows => {
      const values = [rows.map(({ id }) => id), rows.map(({ place }) => place), rows.map(({ digest }) => digest)]
      const sealed = await countOf(on.query(sql.seal, values))
      if (sealed !== rows.length) throw new Error('an audit row went while it was sealed')
    },
    writeAuditHead: head => writeFact(on, 'audit_head', placeText(head)),
    walkAuditChain: async (after, limit) => {
      const rows = after === undefined ? on.query(sql.firstOfChain, [limit]) : on.query(sql.restOfChain, [after, limit])
      return (await rowsOf(rows)).map(toChained)
    },
    listOldestAudit: async limit => (await rowsOf(on.query(sql.oldest, [limit]))).map(toAged),
    findAuditBehind: async place => {
      const row = await firstOf(on.query(sql.behind, [place]))
      return row && Number(row.at)
    },
    writeAuditAnchor: anchor => writeFact(on, 'audit_anchor', placeText(anchor)),
    allowAuditToGo: before => done(on.query(sql.keepFrom, [String(before)])),
    deleteAuditUpTo: place => countOf(on.query(sql.delete, [place])),
  }
}

const isFuture = 'at > extract(epoch FROM clock_timestamp()) * 1000 + 2 * 86400000'

const sql = {
  // Until the transaction ends: rows are written beside it.
  lock: "SELECT pg_advisory_xact_lock(1818324843, hashtext(current_schema() || ' audit chain'))",
  ends: `
    SELECT (SELECT value FROM facts WHERE name = 'audit_head') AS head,
      (SELECT value FROM facts WHERE name = 'audit_anchor') AS anchor,
      (SELECT place || ' ' || encode(digest, 'hex') FROM audit WHERE place IS NOT NULL ORDER BY place DESC LIMIT 1) AS last`,
  hasUnsealed: 'SELECT FROM audit WHERE place IS NULL LIMIT 1',
  unsealed: `SELECT ${chainColumns} FROM audit WHERE audit.place IS NULL ORDER BY audit.id LIMIT $1`,
  seal: `
    UPDATE audit SET place = seals.place, digest = decode(seals.digest, 'hex')
    FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS seals (id, place, digest)
    WHERE audit.id = seals.id AND audit.place IS NULL`,
  firstOfChain: `SELECT ${chainColumns} FROM audit WHERE audit.place IS NOT NULL ORDER BY audit.place LIMIT $1`,
  restOfChain: `SELECT ${chainColumns} FROM audit WHERE audit.place > $1 ORDER BY audit.place LIMIT $2`,
  oldest: `
    SELECT place, digest, at, ${isFuture} AS is_future FROM audit WHERE place IS NOT NULL ORDER BY place LIMIT $1`,
  behind: `SELECT at FROM audit WHERE place > $1 AND NOT (${isFuture}) ORDER BY place LIMIT 1`,
  keepFrom: `
    INSERT INTO facts (name, value) VALUES ('audit_kept_from', $1)
    ON CONFLICT (name) DO UPDATE SET value = greatest(facts.value::bigint, excluded.value::bigint)::text`,
  delete: 'DELETE FROM audit WHERE place <= $1',
}
