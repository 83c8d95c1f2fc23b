/** Implements the AuditLog port. The actions themselves write their rows: see effects.ts. */
import type { AuditEntry, AuditLog } from '../../ports/audit.ts'
import { listAudit } from './list-audit.ts'
import type { Runner, Steps, Tx } from './transaction.ts'

export function createAuditLog(run: Runner): AuditLog {
  const { read, browse, write } = run
  return {
    append: entries => write(tx => append(tx, entries)),
    findByTrace: traceId => read(tx => tx.listAuditOfTrace(traceId)),
    findBySession: sid => read(tx => tx.listAuditOfSession(sid)),
    list: async query => await browse(tx => listAudit(tx, query)),
  }
}

function* append(tx: Tx, entries: readonly AuditEntry[]): Steps<void> {
  for (const entry of entries) yield* tx.insertAudit(entry)
}
