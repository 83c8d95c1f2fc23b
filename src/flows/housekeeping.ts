/**
 * Deletes what no valid token can name any more, and audit rows that were kept long enough: at intervals while a server
 * runs, in batches of one transaction each, so that no request waits behind it. Any number of processes may do it at once.
 */
import type { AuditLog } from '../ports/audit.ts'
import type { DeletedRows } from '../ports/events.ts'
import type { Needs } from '../system.ts'

type StoreParts = Needs<'settings' | 'sessions'> & { readonly audit: AuditLog }

/** `latchkey flushexpired` in one call. Throws `store_unavailable`. */
export async function deleteExpired({ settings, sessions, audit }: StoreParts, now: number): Promise<DeletedRows> {
  const { auditRetention: kept, leeway } = settings
  const auditRows = kept === null ? 0 : await audit.prune(now - kept * 1000)
  return { ...(await sessions.flushExpired(now - leeway * 1000)), auditRows }
}

export interface Housekeeper {
  start(): void
  /** Waits briefly for a round that is under way. The store refuses what it does after that. */
  stop(): Promise<void>
}

const lastWaitMs = 3000

type Parts = Needs<'settings' | 'timer' | 'random' | 'events'> & { readonly housekeep: () => Promise<DeletedRows> }

export function createHousekeeper({ settings, timer, random, events, housekeep }: Parts): Housekeeper {
  const { housekeepingInterval: interval } = settings
  let round: Promise<void> = Promise.resolve()
  let isStopped = false
  let callOff = () => {}

  const run = async () => {
    try {
      const data = await housekeep()
      const total = Object.values(data).reduce((sum, count) => sum + count, 0)
      if (total > 0) events.emit({ name: 'housekeeping.done', data })
    } catch (cause) {
      events.emit({ name: 'housekeeping.failed', data: { cause } })
    }
    plan()
  }
  const plan = () => {
    if (isStopped || interval === null) return
    callOff = timer.after(withJitter(interval * 1000, random.bytes(1)[0] ?? 0), () => {
      round = run()
    })
  }

  return {
    start: plan,
    async stop() {
      isStopped = true
      callOff()
      await Promise.race([round, new Promise<void>(resolve => timer.after(lastWaitMs, resolve))])
    },
  }
}

/** Between half and the whole of it, so that servers that started together do not work at the same moment. */
function withJitter(milliseconds: number, byte: number): number {
  return Math.ceil((milliseconds / 2) * (1 + byte / 255))
}
