/**
 * How many refusals a second are written down, so that an attacker cannot fill the disk. Wrong passwords of accounts,
 * other wrong passwords and the rest have budgets of their own, and one client has a share of each: a flood of bad
 * tokens must not hide three guesses at an administrator's password (log flooding).
 */
import { subscriberOf } from '../kernel/address.ts'
import type { AuthEvent, RefusalKind } from '../ports/events.ts'

export interface RefusalBudget {
  /** Whether there is room for a row of this event. */
  take(event: AuthEvent, now: number): boolean
  /** How many were turned away since the last call, by kind. */
  collectLost(): readonly (readonly [kind: RefusalKind, count: number])[]
}

interface Options {
  /** Rows of one kind. */
  readonly perSecond: number
  /** Rows of one kind, client and account. */
  readonly perSource: number
}

export function createRefusalBudget({ perSecond, perSource }: Options): RefusalBudget {
  const taken = new Map<string, number>()
  const lost = new Map<RefusalKind, number>()
  let second = 0

  return {
    take(event, now) {
      const current = Math.floor(now / 1000)
      if (current !== second) taken.clear()
      second = current
      const kind = kindOf(event)
      const source = `${kind} ${subscriberOf(event.address ?? '')} ${event.userId ?? ''}`
      const hasRoom = countOf(taken, kind) < perSecond && countOf(taken, source) < perSource
      const counts: Map<string, number> = hasRoom ? taken : lost
      for (const key of hasRoom ? [kind, source] : [kind]) counts.set(key, countOf(counts, key) + 1)
      return hasRoom
    },
    collectLost() {
      const counts = [...lost]
      lost.clear()
      return counts
    },
  }
}

function countOf(counts: ReadonlyMap<string, number>, key: string): number {
  return counts.get(key) ?? 0
}

function kindOf({ name, userId }: AuthEvent): RefusalKind {
  if (name !== 'login.failed' && name !== 'password.refused') return 'other'
  return userId === undefined ? 'unknown_account' : 'password'
}
