/** A row stands before the first byte leaves, so that an export which is cut off is on record, too. */
import type { UserId } from '../../../kernel/user-id.ts'
import type { Needs } from '../../../system.ts'

/** Throws `store_unavailable`. */
export async function recordExport(
  { audit, clock, origin, events }: Needs<'audit' | 'clock' | 'origin' | 'events'>,
  userId: UserId,
  sid: string | undefined,
): Promise<void> {
  const { address, traceId } = origin
  await audit.append([{ event: 'user.exported', at: clock.now(), userId, sid, address, traceId }])
  events.emit({ name: 'user.exported', userId, sid })
}
