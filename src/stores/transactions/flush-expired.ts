/**
 * Deletes rows that no valid token can refer to, a few hundred per transaction, so that logins need not wait. Rows may
 * date from a smaller leeway, or from settings under which access tokens did not outlive the session's refresh token.
 */
import type { Flushed } from '../../sessions/store.ts'
import type { Runner, Steps, Tx } from './transaction.ts'

const batch = 500

export async function flushExpired(run: Runner, before: number): Promise<Flushed> {
  return {
    sessions: await inBatches(run, (tx, limit) => tx.deleteExpiredSessions(before - tx.rules.accessToken, limit)),
    spentTokens: await inBatches(run, (tx, limit) => tx.deleteExpiredSpentTokens(before - tx.rules.leeway, limit)),
    revocations: await inBatches(run, (tx, limit) => tx.deleteExpiredRevocations(before - tx.rules.leeway, limit)),
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
