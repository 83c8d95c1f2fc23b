/** SQL for the chain of the audit log: see ../transactions/seal-audit.ts. */
import { chainColumns, placeText, toAged, toChained, toEnds } from '../rows/audit-chain.ts'
import type { AuditStatements, ChainedAudit } from '../transactions/audit-statements.ts'
import type { Database } from './database.ts'
import { prepareFacts } from './facts.ts'

export type ChainStatements = Pick<
  AuditStatements,
  | 'lockAuditChain'
  | 'readAuditChain'
  | 'hasUnsealedAudit'
  | 'listUnsealedAudit'
  | 'sealAuditRows'
  | 'writeAuditHead'
  | 'walkAuditChain'
  | 'listOldestAudit'
  | 'findAuditBehind'
  | 'writeAuditAnchor'
  | 'allowAuditToGo'
  | 'deleteAuditUpTo'
>

export function createChainStatements(db: Database): ChainStatements {
  const sql = prepareStatements(db)
  const facts = prepareFacts(db)
  const readAuditChain = () => toEnds(sql.ends.get() ?? {})
  const seal = ({ id, place, digest }: ChainedAudit) => {
    const { changes } = sql.seal.run(place, Buffer.from(digest, 'hex'), id)
    if (changes !== 1) throw new Error(`the audit row ${id} went while it was sealed`)
  }
  return {
    // A transaction that writes is alone.
    lockAuditChain: readAuditChain,
    readAuditChain,
    hasUnsealedAudit: () => sql.hasUnsealed.get() !== undefined,
    listUnsealedAudit: limit => sql.unsealed.all(limit).map(toChained),
    sealAuditRows: rows => rows.forEach(seal),
    writeAuditHead: head => facts.write('audit_head', placeText(head)),
    walkAuditChain: (after, limit) =>
      (after === undefined ? sql.firstOfChain.all(limit) : sql.restOfChain.all(after, limit)).map(toChained),
    listOldestAudit: limit => sql.oldest.all(limit).map(toAged),
    findAuditBehind: place => {
      const row = sql.behind.get(place)
      return row === undefined ? undefined : Number(row.at)
    },
    writeAuditAnchor: anchor => facts.write('audit_anchor', placeText(anchor)),
    allowAuditToGo: before => void sql.keepFrom.run(String(before)),
    deleteAuditUpTo: place => sql.delete.run(place).changes,
  }
}

const isFuture = "at > (CAST(strftime('%s', 'now') AS INTEGER) + 2 * 86400) * 1000"

function prepareStatements(db: Database) {
  return {
    ends: db.prepare(`
      SELECT (SELECT value FROM facts WHERE name = 'audit_head') AS head,
        (SELECT value FROM facts WHERE name = 'audit_anchor') AS anchor,
        (SELECT place || ' ' || lower(hex(digest)) FROM audit WHERE place IS NOT NULL ORDER BY place DESC LIMIT 1) AS last`),
    hasUnsealed: db.prepare('SELECT 1 AS found FROM audit WHERE place IS NULL LIMIT 1'),
    unsealed: db.prepare(`SELECT ${chainColumns} FROM audit WHERE audit.place IS NULL ORDER BY audit.id LIMIT ?`),
    seal: db.prepare('UPDATE audit SET place = ?, digest = ? WHERE id = ? AND place IS NULL'),
    firstOfChain: db.prepare(
      `SELECT ${chainColumns} FROM audit WHERE audit.place IS NOT NULL ORDER BY audit.place LIMIT ?`,
    ),
    restOfChain: db.prepare(`SELECT ${chainColumns} FROM audit WHERE audit.place > ? ORDER BY audit.place LIMIT ?`),
    oldest: db.prepare(`
      SELECT CAST(place AS TEXT) AS place, digest, CAST(at AS TEXT) AS at, ${isFuture} AS is_future
      FROM audit WHERE audit.place IS NOT NULL ORDER BY audit.place LIMIT ?`),
    behind: db.prepare(`SELECT at FROM audit WHERE place > ? AND NOT (${isFuture}) ORDER BY place LIMIT 1`),
    keepFrom: db.prepare(`
      INSERT INTO facts (name, value) VALUES ('audit_kept_from', ?)
      ON CONFLICT (name) DO UPDATE SET value = max(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER))`),
    delete: db.prepare('DELETE FROM audit WHERE place <= ?'),
  }
}
