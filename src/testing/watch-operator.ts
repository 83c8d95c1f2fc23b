/** An operator for tests of `flows/admin`, and what the audit table and the listeners get of its actions. */
import type { Actor } from '../kernel/actor.ts'
import type { AuditEntry } from '../ports/audit.ts'
import type { AuthEvent } from '../ports/events.ts'
import type { System } from '../system.ts'
import type { TestAuth } from './test-auth.ts'

export const operator = { kind: 'cli', osUser: 'root' } as const satisfies Actor

/** Of the name that `actorText` gives it. */
export const operatorName = 'cli:root'

export interface WatchedOperator {
  /** The system of one request, so that its rows can be found. */
  readonly system: System
  /** The rows of the operator, the oldest first: what is absent in them is left out. */
  rows(): Promise<readonly Partial<AuditEntry>[]>
  /** The events of the operator. */
  events(): readonly AuthEvent[]
}

export function watchOperator(auth: TestAuth): WatchedOperator {
  const traceId = 'request-of-the-operator'
  return {
    system: { ...auth.system, origin: { ...auth.system.origin, traceId } },
    async rows() {
      const rows = await auth.store.audit.findByTrace(traceId)
      return rows.filter(({ actor }) => actor === operatorName).map(briefly)
    },
    events: () => auth.events.filter(({ actor }) => actor === operatorName),
  }
}

function briefly({ event, userId, sid, reason, changes }: AuditEntry): Partial<AuditEntry> {
  const facts = Object.entries({ event, userId, sid, reason, changes })
  return Object.fromEntries(facts.filter(([, fact]) => fact !== undefined && fact !== ''))
}
