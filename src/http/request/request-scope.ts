/** The system as one request sees it: its events carry the request's address and trace id. */

import type { UserId } from '../../kernel/user-id.ts'
import type { AuthEvent, EventName } from '../../ports/events.ts'
import type { System } from '../../system.ts'
import type { Principal } from '../../users/principal.ts'
import type { Incoming } from './message.ts'
import { originOf } from './origin.ts'

export interface RequestScope {
  readonly system: System
  /** Whether a flow has reported a refusal already: one fact is one event. */
  hasReported(): boolean
  /** Called as soon as the credentials are known to be good: what refuses the request later is about this user. */
  noteCaller(caller: Pick<Principal, 'id'>): void
  /** Absent for an anonymous request. */
  callerId(): UserId | undefined
}

export function createRequestScope(system: System, incoming: Incoming): RequestScope {
  const origin = originOf(incoming)
  const { address, traceId } = origin
  let hasReported = false
  let callerId: UserId | undefined
  if (address === '') system.events.emit({ name: 'address.missing', data: { fix: incoming.addressFix ?? anyFix } })
  const emit = (event: AuthEvent) => {
    hasReported ||= refusals.includes(event.name)
    system.events.emit({ ...event, address, traceId })
  }
  return {
    system: { ...system, origin, events: { emit } },
    hasReported: () => hasReported,
    noteCaller(caller) {
      callerId = caller.id
    },
    callerId: () => callerId,
  }
}

const anyFix = 'give the adapter the address of the client: remoteAddress'

/** The events with which flows report their own refusals. */
const refusals: readonly EventName[] = [
  'login.failed',
  'password.refused',
  'refresh.reused',
  'refresh.gone',
  'logout.refused',
]
