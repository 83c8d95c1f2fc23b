/** Reads and writes the rows of the audit log. */
import type { AuditEntry } from '../../ports/audit.ts'
import { type Row, toText, toUserId } from './row.ts'

/** In the order of `auditColumns`. */
export function auditValues({ at, event, userId, sid, reason, code, address, traceId, actor, changes }: AuditEntry) {
  const changed = changes === undefined || Object.keys(changes).length === 0 ? undefined : JSON.stringify(changes)
  const facts = [userId, sid, reason, code, address, traceId, actor, changed]
  return [at, event, ...facts.map(fact => fact ?? null)]
}

export const auditColumns = 'at, event, user_id, sid, reason, code, address, trace, actor, changes'

export function toAuditEntry(row: Row): AuditEntry {
  const changes = toText(row.changes)
  return {
    event: String(row.event),
    at: Number(row.at),
    userId: row.user_id === null ? undefined : toUserId(row.user_id),
    sid: toText(row.sid),
    reason: toText(row.reason),
    code: toText(row.code),
    address: toText(row.address),
    traceId: toText(row.trace),
    actor: toText(row.actor),
    changes: changes === undefined ? undefined : JSON.parse(changes),
  }
}
