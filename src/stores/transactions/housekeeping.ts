/**
 * Implements the Housekeeping port. Rows may date from a smaller leeway, or from settings under which access tokens did not
 * outlive the session's refresh token.
 */
import type { ExpiredKind, Housekeeping, Lease } from '../../ports/housekeeping.ts'
import { forgetAfterMs } from '../../throttles/login-delay.ts'
import { giveUpDeliveries } from './give-up-deliveries.ts'
import { pruneAudit } from './prune-audit.ts'
import { sealAll } from './seal-audit.ts'
import type { Runner, Steps, Tx } from './transaction.ts'

export function createHousekeeping(run: Runner): Housekeeping {
  const { write } = run
  return {
    async deleteSome(kind, before, limit) {
      // A row goes after it was sealed.
      if (kind === 'auditRows') await sealAll(run, batchesOfDeletion)
      return await write(tx => deletions[kind](tx, before, limit))
    },
    takeLease: lease => write(tx => takeLease(tx, lease)),
    endLease: holder => write(tx => tx.endLease(holder)),
  }
}

/** More are unsealed only after the step that made the chain: those go the next time. */
const batchesOfDeletion = 50

const deletions: Readonly<Record<ExpiredKind, (tx: Tx, before: number, limit: number) => Steps<number>>> = {
  sessions: (tx, before, limit) => tx.deleteExpiredSessions(before - tx.rules.accessToken, limit),
  spentTokens: (tx, before, limit) => tx.deleteExpiredSpentTokens(before - tx.rules.leeway, limit),
  revocations: (tx, before, limit) => tx.deleteExpiredRevocations(before - tx.rules.leeway, limit),
  auditRows: (tx, before, limit) => pruneAudit(tx, before, limit),
  loginFailures: (tx, before, limit) => tx.forgetAttempts(before - forgetAfterMs, limit),
  throttles: (tx, before, limit) => tx.forgetThrottles(before, limit),
  refreshLeases: (tx, before, limit) => tx.forgetRefreshLeases(before, limit),
  factorAttempts: (tx, before, limit) => tx.forgetFactorAttempts(before - tx.rules.leeway, limit),
  trustedDevices: (tx, before, limit) => tx.deleteExpiredDevices(before, limit),
  invitations: (tx, before, limit) => tx.deleteExpiredInvitations(before - keptInvitations, limit),
  userAgents: (tx, before, limit) => tx.deleteUnusedAgents(before, limit),
  strayDeliveries: giveUpDeliveries,
  deliveries: (tx, before, limit) => tx.deleteOldDeliveries(before, limit),
}

/** Who invited sees for so long that an invitation came to its end, and can renew it. */
const keptInvitations = 30 * 86_400_000

/** How far apart the clocks of two nodes may be. */
const apartMs = 10_000

/** A lease that ends later than any could is from before the clock was set back, and holds no one up. */
function* takeLease(tx: Tx, { holder, now, length }: Lease): Steps<boolean> {
  return yield* tx.takeLease(holder, now, now + length, now + length + apartMs)
}
