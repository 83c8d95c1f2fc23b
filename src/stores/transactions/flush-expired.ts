/** Deletes rows that no valid token can refer to, a few hundred per transaction, so that logins need not wait. */
import type { Flushed } from '../../sessions/store.ts'
import type { Runner, Steps, Tx } from './transaction.ts'

const batch = 500

export async function flushExpired(run: Runner, before: number): Promise<Flushed> {
  return {
    sessions: await inBatches(run, (tx, limit) => tx.deleteExpiredSessions(before, limit)),
    spentTokens: await inBatches(run, (tx, limit) => tx.deleteExpiredSpentTokens(before, limit)),
    revocations: await inBatches(run, (tx, limit) => tx.deleteExpiredRevocations(before, limit)),
  }
}

/** Returns the number of deleted rows. */
export async function inBatches(run: Runner, deleteSome: (tx: Tx, limit: number) => Steps<number>): Promise<number> {
  for (let total = 0; ; ) {
    const count = await run.write(tx => deleteSome(tx, batch))
    total += count
    if (count < batch) return total
  }
}
