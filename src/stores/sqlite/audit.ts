/** SQL for the audit log. */
import type { AuditEntry } from '../../ports/audit.ts'
import type { AuditStatements } from '../transactions/statements.ts'
import type { Database, Row } from './database.ts'
import { toUserId } from './user-ids.ts'

export function createAuditStatements(db: Database): AuditStatements {
  const sql = prepareStatements(db)
  return {
    insertAudit: entry => void sql.insert.run(...insertValues(entry)),
    listAuditOfTrace: traceId => sql.byTrace.all(traceId).map(toEntry),
    listAuditOfSession: sid => sql.bySession.all(sid).map(toEntry),
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
      INSERT INTO audit (at, event, user_id, sid, reason, code, address, trace, actor, changes)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    byTrace: db.prepare('SELECT * FROM audit WHERE trace = ? ORDER BY id'),
    bySession: db.prepare('SELECT * FROM audit WHERE sid = ? ORDER BY id'),
    keepFrom: db.prepare(`
      INSERT INTO facts (name, value) VALUES ('audit_kept_from', ?)
      ON CONFLICT (name) DO UPDATE SET value = max(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER))`),
    prune: db.prepare('DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at < ? LIMIT ?)'),
  }
}

function insertValues({ at, event, userId, sid, reason, code, address, traceId, actor, changes }: AuditEntry) {
  const changed = changes === undefined || Object.keys(changes).length === 0 ? undefined : JSON.stringify(changes)
  const facts = [userId, sid, reason, code, address, traceId, actor, changed]
  return [at, event, ...facts.map(fact => fact ?? null)]
}

function toEntry(row: Row): AuditEntry {
  const changes = textOf(row.changes)
  return {
    event: String(row.event),
    at: Number(row.at),
    userId: row.user_id === null ? undefined : toUserId(row.user_id),
    sid: textOf(row.sid),
    reason: textOf(row.reason),
    code: textOf(row.code),
    address: textOf(row.address),
    traceId: textOf(row.trace),
    actor: textOf(row.actor),
    changes: changes === undefined ? undefined : JSON.parse(changes),
  }
}

function textOf(value: Row[string] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}
