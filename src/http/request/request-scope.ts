/** The system as one request sees it: its events say where the request came from and which one it was. */
import type { AuthEvent, EventName } from '../../ports/events.ts'
import type { System } from '../../system.ts'
import type { Incoming } from './message.ts'
import { originOf } from './origin.ts'

export interface RequestScope {
  readonly system: System
  /** Whether a flow has said already that something was refused: one fact is told once. */
  hasTold(): boolean
}

export function createRequestScope(system: System, incoming: Incoming): RequestScope {
  const origin = originOf(incoming)
  const { address, traceId } = origin
  let hasTold = false
  const emit = (event: AuthEvent) => {
    hasTold ||= refusals.includes(event.name)
    system.events.emit({ ...event, address, traceId })
  }
  return { system: { ...system, origin, events: { emit } }, hasTold: () => hasTold }
}

/** What flows tell themselves of what they refuse. */
const refusals: readonly EventName[] = [
  'login.failed',
  'password.refused',
  'refresh.reused',
  'refresh.gone',
  'logout.refused',
]
