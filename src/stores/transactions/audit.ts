/** Implements the AuditLog port. The actions themselves write their rows: see effects.ts. */
import type { AuditCheck, AuditEntry, AuditLog, AuditPlace, AuditProgress } from '../../ports/audit.ts'
import { countDays } from './count-audit-days.ts'
import { listAudit } from './list-audit.ts'
import { sealAll } from './seal-audit.ts'
import type { Runner, Steps, Tx } from './transaction.ts'
import { beginCheck, checkSlice } from './verify-audit.ts'

export function createAuditLog(run: Runner): AuditLog {
  const { read, browse, write } = run
  return {
    append: entries => write(tx => append(tx, entries)),
    findByTrace: traceId => read(tx => tx.listAuditOfTrace(traceId)),
    findBySession: sid => read(tx => tx.listAuditOfSession(sid)),
    async list(query) {
      // What cannot be sealed is listed without a place.
      await sealAll(run, batchesOfList).catch(() => {})
      return await browse(tx => listAudit(tx, query))
    },
    countByDay: query => browse(tx => countDays(tx, query)),
    verify: (since, tell) => verify(run, since, tell),
  }
}

/** More rows are unsealed only after the step that made the chain, and a page does not wait for those. */
const batchesOfList = 1

/** So few that SQLite's process waits for milliseconds. */
const rowsOfSlice = 300

async function verify(
  run: Runner,
  since: AuditPlace | undefined,
  tell: (progress: AuditProgress) => void = () => {},
): Promise<AuditCheck> {
  let sealed = 0
  await sealAll(run, Number.POSITIVE_INFINITY, count => {
    sealed = count
    tell({ sealed, checked: 0 })
    return true
  })
  let outcome = await run.browse(tx => beginCheck(tx, since))
  while ('next' in outcome) {
    const { next } = outcome
    tell({ sealed, checked: next.checked })
    outcome = await run.browse(tx => checkSlice(tx, next, since, rowsOfSlice))
  }
  return outcome.check
}

function* append(tx: Tx, entries: readonly AuditEntry[]): Steps<void> {
  for (const entry of entries) yield* tx.insertAudit(entry)
}
