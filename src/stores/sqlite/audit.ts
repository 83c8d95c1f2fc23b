/** SQL for the audit log. */
import { auditColumns, auditValues, toAuditEntry } from '../rows/audit-entry.ts'
import type { AuditStatements } from '../transactions/statements.ts'
import type { Database } from './database.ts'

export function createAuditStatements(db: Database): AuditStatements {
  const sql = prepareStatements(db)
  return {
    insertAudit: entry => void sql.insert.run(...auditValues(entry)),
    listAuditOfTrace: traceId => sql.byTrace.all(traceId).map(toAuditEntry),
    listAuditOfSession: sid => sql.bySession.all(sid).map(toAuditEntry),
    pruneAudit: (before, limit) => {
      // The trigger only allows deleting rows older than this.
      sql.keepFrom.run(String(before))
      return sql.prune.run(before, limit).changes
    },
  }
}

function prepareStatements(db: Database) {
  return {
    insert: db.prepare(`
      INSERT INTO audit (${auditColumns})
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    byTrace: db.prepare('SELECT * FROM audit WHERE trace = ? ORDER BY id'),
    bySession: db.prepare('SELECT * FROM audit WHERE sid = ? ORDER BY id'),
    keepFrom: db.prepare(`
      INSERT INTO facts (name, value) VALUES ('audit_kept_from', ?)
      ON CONFLICT (name) DO UPDATE SET value = max(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER))`),
    prune: db.prepare('DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at < ? ORDER BY at LIMIT ?)'),
  }
}
