/** Reads and writes the rows of the audit log. */
import type { AuditChanges, AuditEntry, AuditRecord } from '../../ports/audit.ts'
import { type Row, toText, toUserId } from './row.ts'

/** In the order of `auditColumns`. */
export function auditValues(entry: AuditEntry) {
  const { at, event, userId, sid, reason, code, address, traceId, actor, changes, subject } = entry
  const changed = changes === undefined || Object.keys(changes).length === 0 ? undefined : JSON.stringify(changes)
  const facts = [userId, sid, reason, code, address, traceId, actor, changed, subject]
  return [at, event, ...facts.map(fact => fact ?? null)]
}

export const auditColumns = 'at, event, user_id, sid, reason, code, address, trace, actor, changes, subject'

export function toAuditEntry(row: Row): AuditEntry {
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
    subject: toText(row.subject),
    changes: toChanges(toText(row.changes)),
  }
}

export function toAuditRecord(row: Row): AuditRecord {
  const { place, digest } = row
  return {
    id: Number(row.id),
    ...toAuditEntry(row),
    place: typeof place === 'number' ? place : undefined,
    digest: digest instanceof Uint8Array ? Buffer.from(digest).toString('hex') : undefined,
  }
}

/** What was altered by hand must not hide the row: `verify` names it. */
function toChanges(text: string | undefined): AuditChanges | undefined {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return { changes: [null, text] }
  }
}
