/**
 * Deletes what no valid token can name any more, and audit rows that were kept long enough: in batches of one transaction
 * each, which are as long as their time allows, so that no request waits behind one.
 */
import type { Clock } from '../ports/clock.ts'
import type { DeletedRows } from '../ports/events.ts'
import type { ExpiredKind, Housekeeping } from '../ports/housekeeping.ts'
import type { Timer } from '../ports/timer.ts'
import type { Needs } from '../system.ts'

/**
 * Expired tokens are valid again after the clock was set back by less than this, so what revokes them has to be there
 * still.
 */
export const clockMarginMs = 3_600_000

/** Parts of a store, and a timer for the rests. */
export type DeletionParts = Needs<'settings' | 'clock' | 'timer'> & { readonly housekeeping: Housekeeping }

export interface Pace {
  /** How long it rests after a batch, as a multiple of what the batch took: others write in between. */
  readonly rest: number
  /** Asked after each batch, with all rows that went so far. `false` ends it there. */
  readonly goesOn?: (rows: number) => boolean
}

/** `isDone`: nothing more has expired. Rows of no interest to an operator are not among the counts. */
export interface Deletion {
  readonly deleted: DeletedRows
  readonly isDone: boolean
}

/** Throws `store_unavailable`. */
export async function deleteExpired(parts: DeletionParts, { rest, goesOn = () => true }: Pace): Promise<Deletion> {
  const counts: Partial<Record<ExpiredKind, number>> = {}
  let rows = 0
  const note = (kind: ExpiredKind, count: number) => {
    counts[kind] = (counts[kind] ?? 0) + count
    rows += count
    return goesOn(rows)
  }
  for (const [kind, before] of Object.entries(timesOf(parts)) as readonly [ExpiredKind, number][]) {
    const isDone = await deleteKind(parts, kind, before, rest, count => note(kind, count))
    if (!isDone) return { deleted: toDeletedRows(counts), isDone }
  }
  return { deleted: toDeletedRows(counts), isDone: true }
}

/** What is from before which time. What tokens are named by goes last. */
function timesOf({ settings, clock }: DeletionParts): Partial<Record<ExpiredKind, number>> {
  const { auditRetention: kept, webhookRetention, leeway } = settings
  const before = clock.now() - leeway * 1000 - clockMarginMs
  return {
    ...(kept === null ? {} : { auditRows: clock.now() - kept * 1000 }),
    sessions: before,
    userAgents: before,
    loginFailures: before,
    throttles: before,
    refreshLeases: before,
    factorAttempts: before,
    trustedDevices: before,
    invitations: before,
    strayDeliveries: clock.now(),
    deliveries: clock.now() - webhookRetention * 1000,
    spentTokens: before,
    revocations: before,
  }
}

/** `false`: it was ended before all was deleted. */
async function deleteKind(
  { housekeeping, clock, timer }: DeletionParts,
  kind: ExpiredKind,
  before: number,
  rest: number,
  note: (count: number) => boolean,
): Promise<boolean> {
  for (let limit = firstBatch; ; ) {
    const began = elapsed(clock)
    const count = await housekeeping.deleteSome(kind, before, limit)
    const took = elapsed(clock) - began
    const goesOn = note(count)
    if (count < limit) return true
    if (!goesOn) return false
    limit = nextBatch(limit, took)
    await restFor(timer, took * rest)
  }
}

/** In rows. What a row costs depends on the kind, the disk and on who else writes. */
const firstBatch = 50
const smallestBatch = 20
/** So few that none takes long where those before it were quick: pages that are not in memory may come at any time. */
const largestBatch = 200
/**
 * No batch is to take longer than 15 ms. It aims at less than half of that, as most of it is the wait for the disk, which
 * may take several times as long for one batch as for the next.
 */
const aimMs = 5
const longMs = 8

function nextBatch(limit: number, took: number): number {
  if (took > longMs) return Math.max(smallestBatch, Math.floor(limit / 2))
  return took > aimMs ? limit : Math.min(largestBatch, Math.ceil(limit * 1.25))
}

function elapsed(clock: Clock): number {
  return clock.elapsed?.() ?? clock.now()
}

async function restFor(timer: Timer, milliseconds: number): Promise<void> {
  if (milliseconds > 0) await new Promise<void>(resolve => timer.after(milliseconds, resolve))
}

function toDeletedRows(counts: Partial<Record<ExpiredKind, number>>): DeletedRows {
  const { sessions = 0, spentTokens = 0, revocations = 0, auditRows = 0 } = counts
  return { sessions, spentTokens, revocations, auditRows }
}
