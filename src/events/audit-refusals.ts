/**
 * Writes audit rows for refusals, without delaying the response: rows wait in memory and are written together, one turn
 * of the event loop later, in a flood once a second. So they are best effort, and losses are reported: when the store
 * fails, or when a flood exceeds its budget, `audit.lost` counts the missing rows.
 */
import type { AuditEntry, AuditLog } from '../ports/audit.ts'
import type { Clock } from '../ports/clock.ts'
import { type AuthEvent, type Events, eventTable } from '../ports/events.ts'
import type { Timer } from '../ports/timer.ts'
import { createRefusalBudget } from './refusal-budget.ts'
import { createWritePace } from './write-pace.ts'

export interface RefusalAudit extends Events {
  /** Resolves when all accepted rows are on disk or lost. */
  drain(): Promise<void>
}

interface Options {
  readonly audit: AuditLog
  readonly clock: Clock
  readonly timer: Timer
  /** Receives `audit.lost`. */
  readonly events: Events
  /** The type of the user id column: a claim may contain anything. */
  readonly userIds?: 'integer' | 'uuid'
  /** Most rows of one kind written in one second, and of one client about one account. */
  readonly perSecond?: number
  readonly perSource?: number
  /** Writes that go at once before they are paced. */
  readonly burst?: number
}

export function createRefusalAudit(options: Options): RefusalAudit {
  const { audit, clock, timer, events, userIds = 'integer', perSecond = 100, perSource = 25, burst = 50 } = options
  const budget = createRefusalBudget({ perSecond, perSource })
  const pace = createWritePace({ clock, timer, burst })
  let waiting: AuditEntry[] = []
  let writing: Promise<void> | undefined
  let reportedAt = 0

  const reportLost = () => {
    for (const [kind, count] of budget.collectLost()) {
      events.emit({ name: 'audit.lost', reason: 'flood', data: { kind, count } })
    }
  }
  const hasRoom = (event: AuthEvent, now: number) => {
    // Once a second, or the log would be flooded instead.
    if (Math.floor(now / 1000) !== reportedAt) reportLost()
    reportedAt = Math.floor(now / 1000)
    return budget.take(event, now)
  }

  const writeAll = async () => {
    while (waiting.length > 0) {
      await pace.take()
      const entries = waiting
      waiting = []
      await audit.append(entries).catch(cause => {
        events.emit({ name: 'audit.lost', reason: 'store', data: { count: entries.length, cause } })
      })
    }
    writing = undefined
  }

  return {
    emit(event) {
      if (!isWrittenHere(event) || !hasRoom(event, clock.now())) return
      waiting.push(entryOf(event, clock.now(), userIds))
      writing ??= writeAll()
    },
    async drain() {
      pace.hurry()
      await writing
      reportLost()
    },
  }
}

/** What an operator did has its row from the transaction of the action. */
function isWrittenHere({ name, actor }: AuthEvent): boolean {
  return eventTable[name].audit === 'after' && actor === undefined
}

function entryOf(event: AuthEvent, at: number, userIds: 'integer' | 'uuid'): AuditEntry {
  const { name, userId, sid, reason, address, traceId, data } = event
  const code = data !== undefined && 'code' in data ? data.code : undefined
  return {
    event: name,
    at,
    userId: userIds === 'uuid' ? uuidOf(userId) : numericId(userId),
    sid,
    reason,
    code,
    address,
    traceId,
  }
}

function uuidOf(id: number | string | undefined): string | undefined {
  return typeof id === 'string' && /^[0-9a-f-]{36}$/.test(id) ? id : undefined
}

function numericId(id: number | string | undefined): number | undefined {
  // A claim holds the id as decimal digits.
  const number = typeof id === 'string' && /^\d{1,15}$/.test(id) ? Number(id) : id
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined
}
