/**
 * Writes audit rows for refusals, without delaying the response: rows wait in memory and are written together, one turn
 * of the event loop later. So they are best effort, and losses are reported: when the store fails, or when a flood
 * exceeds the limit, `audit.lost` counts the missing rows.
 */
import type { AuditEntry, AuditLog } from '../ports/audit.ts'
import type { Clock } from '../ports/clock.ts'
import { type AuthEvent, type Events, eventTable } from '../ports/events.ts'

export interface RefusalAudit extends Events {
  /** Resolves when all accepted rows are on disk or lost. */
  drain(): Promise<void>
}

interface Options {
  readonly audit: AuditLog
  readonly clock: Clock
  /** Receives `audit.lost`. */
  readonly events: Events
  /** The type of the user id column: a claim may contain anything. */
  readonly userIds?: 'integer' | 'uuid'
  /** Most rows written in one second, so that an attacker cannot fill the disk. */
  readonly perSecond?: number
}

export function createRefusalAudit(options: Options): RefusalAudit {
  const { audit, clock, events, userIds = 'integer', perSecond = 100 } = options
  let waiting: AuditEntry[] = []
  let writing: Promise<void> | undefined
  let second = 0
  let taken = 0
  let shed = 0

  const hasRoom = (now: number) => {
    const current = Math.floor(now / 1000)
    if (current !== second) {
      if (shed > 0) events.emit({ name: 'audit.lost', reason: 'flood', data: { count: shed } })
      ;[second, taken, shed] = [current, 0, 0]
    }
    taken += 1
    if (taken > perSecond) shed += 1
    return taken <= perSecond
  }

  const writeAll = async () => {
    while (waiting.length > 0) {
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
      if (eventTable[event.name].audit !== 'after' || !hasRoom(clock.now())) return
      waiting.push(entryOf(event, clock.now(), userIds))
      writing ??= writeAll()
    },
    async drain() {
      await writing
      if (shed > 0) events.emit({ name: 'audit.lost', reason: 'flood', data: { count: shed } })
      shed = 0
    },
  }
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
