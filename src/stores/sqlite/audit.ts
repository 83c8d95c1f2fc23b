/**
 * The audit table behind the AuditLog port. Rows of deeds are written in the deed's own transaction (session-effects.ts);
 * here are those of refusals, the reading, and retention.
 */
import type { AuditEntry, AuditLog } from '../../ports/audit.ts'
import { type Database, type Row, read } from './database.ts'
import type { Write } from './group-commit.ts'
import { toUserId } from './user-ids.ts'

const batch = 500

export function createAuditLog(db: Database, write: Write): AuditLog {
  const sql = prepareStatements(db)

  const append = (entries: readonly AuditEntry[]) => {
    for (const { at, event, userId, sid, reason, code, address, traceId } of entries) {
      const facts = [userId, sid, reason, code, address, traceId].map(fact => fact ?? null)
      sql.insert.run(at, event, ...facts)
    }
  }
  const pruneSome = (before: number) => {
    // The trigger lets go of what is older than this fact, and of nothing else.
    sql.keepFrom.run(String(before))
    return sql.prune.run(before).changes
  }

  return {
    append: entries => write(() => append(entries)),
    findByTrace: traceId => read(() => sql.byTrace.all(traceId).map(toEntry)),
    findBySession: sid => read(() => sql.bySession.all(sid).map(toEntry)),
    async prune(before) {
      for (let total = 0; ; ) {
        const count = await write(() => pruneSome(before))
        total += count
        if (count < batch) return total
      }
    },
  }
}

function prepareStatements(db: Database) {
  return {
    insert: db.prepare(
      'INSERT INTO audit (at, event, user_id, sid, reason, code, address, trace) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ),
    byTrace: db.prepare('SELECT * FROM audit WHERE trace = ? ORDER BY id'),
    bySession: db.prepare('SELECT * FROM audit WHERE sid = ? ORDER BY id'),
    keepFrom: db.prepare(`
      INSERT INTO facts (name, value) VALUES ('audit_kept_from', ?)
      ON CONFLICT (name) DO UPDATE SET value = max(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER))`),
    prune: db.prepare(`DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at < ? LIMIT ${batch})`),
  }
}

function toEntry(row: Row): AuditEntry {
  return {
    event: String(row.event),
    at: Number(row.at),
    userId: row.user_id === null ? undefined : toUserId(row.user_id),
    sid: textOf(row.sid),
    reason: textOf(row.reason),
    code: textOf(row.code),
    address: textOf(row.address),
    traceId: textOf(row.trace),
  }
}

function textOf(value: Row[string] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}
