/**
 * Deletes audit rows that are old enough: from the beginning of the chain up to the first that is young, so that what is left
 * is still a chain; what is not sealed yet stays. Place and digest of the last one that went, the anchor, are kept in the same transaction.
 *
 * Whether a row is old says its `at`. A row of the future is from a clock that was wrong, and would stop all others for as
 * long: it goes with the rows behind it. They were sealed later, so it is at least as old as they are.
 */
import type { AgedAudit } from './audit-statements.ts'
import type { Steps, Tx } from './transaction.ts'

/** Gives how many went: fewer than `limit` are the last. */
export function* pruneAudit(tx: Tx, before: number, limit: number): Steps<number> {
  yield* tx.lockAuditChain()
  yield* tx.allowAuditToGo(before)
  const last = yield* findLast(tx, yield* tx.listOldestAudit(limit), before)
  if (last === undefined) return 0
  yield* tx.writeAuditAnchor(last)
  return yield* tx.deleteAuditUpTo(last.place)
}

function* findLast(tx: Tx, rows: readonly AgedAudit[], before: number): Steps<AgedAudit | undefined> {
  const young = rows.findIndex(({ at, isFuture }) => at >= before && !isFuture)
  const candidates = young === -1 ? rows : rows.slice(0, young)
  const lastOld = candidates.findLast(({ isFuture }) => !isFuture)
  const last = candidates.at(-1)
  if (last === undefined || last === lastOld || young !== -1) return lastOld
  const next = yield* tx.findAuditBehind(last.place)
  return next !== undefined && next < before ? last : lastOld
}
