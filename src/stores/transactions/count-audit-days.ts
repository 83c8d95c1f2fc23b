/** How often something happened on each day, out of any number of rows: see list-audit.ts. */
import type { AuditDayCount, AuditDayQuery } from '../../ports/audit.ts'
import type { AuditPosition } from './audit-cursor.ts'
import type { Steps, Tx } from './transaction.ts'

const dayMs = 86_400_000

export function* countDays(tx: Tx, { events, since, before }: AuditDayQuery): Steps<readonly AuditDayCount[]> {
  const counts: AuditDayCount[] = []
  for (const event of new Set(events)) {
    const ofEvent = yield* countEvent(tx, event, { since: Math.ceil(since), before: Math.ceil(before) })
    counts.push(...[...ofEvent].map(([day, count]) => ({ day: day * dayMs, event, count })))
  }
  return counts
}

function* countEvent(
  tx: Tx,
  event: string,
  within: Pick<AuditDayQuery, 'since' | 'before'>,
): Steps<ReadonlyMap<number, number>> {
  const counted = new Map<number, number>()
  let from: AuditPosition | undefined
  do {
    // Of two lower bounds SQLite seeks one, which may be the first.
    const filters = { event, ...within, since: from?.at ?? within.since }
    const walk = { by: 'event', descending: false, from, filters } as const
    const slice = yield* tx.countAuditDays(walk)
    for (const { day, count } of slice.days) counted.set(day, (counted.get(day) ?? 0) + count)
    from = slice.end
  } while (from !== undefined)
  return counted
}
