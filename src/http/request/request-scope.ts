/** The system as one request sees it: its events carry the request's address and trace id. */
import type { AuthEvent, EventName } from '../../ports/events.ts'
import type { System } from '../../system.ts'
import type { Incoming } from './message.ts'
import { originOf } from './origin.ts'

export interface RequestScope {
  readonly system: System
  /** Whether a flow has reported a refusal already: one fact is one event. */
  hasReported(): boolean
}

export function createRequestScope(system: System, incoming: Incoming): RequestScope {
  const origin = originOf(incoming)
  const { address, traceId } = origin
  let hasReported = false
  if (address === '') system.events.emit({ name: 'address.missing' })
  const emit = (event: AuthEvent) => {
    hasReported ||= refusals.includes(event.name)
    system.events.emit({ ...event, address, traceId })
  }
  return { system: { ...system, origin, events: { emit } }, hasReported: () => hasReported }
}

/** The events with which flows report their own refusals. */
const refusals: readonly EventName[] = [
  'login.failed',
  'password.refused',
  'refresh.reused',
  'refresh.gone',
  'logout.refused',
]
