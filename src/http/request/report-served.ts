/**
 * The event `request.served` of each request, with `accessLog`. Without that setting no request pays for it. The path
 * stands there without its query, which may hold a code or a token, and without what looks like a credential.
 */
import { plainText } from '../../kernel/plain-text.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { System } from '../../system.ts'
import { clientPath } from './base-path.ts'
import type { Incoming } from './message.ts'

/** Called once, when the answer is known. */
export type ReportServed = (status: number, userId: UserId | undefined) => void

/** Begins the measuring of a request. `undefined` when nothing is to be reported. */
export function createServedReporter(
  system: Pick<System, 'settings' | 'events' | 'clock'>,
): ((incoming: Incoming) => ReportServed) | undefined {
  const { settings, events, clock } = system
  if (!settings.accessLog) return undefined
  return incoming => {
    const { method, remoteAddress: address, traceId } = incoming
    const path = clientPath(incoming)
    const began = clock.now()
    return (status, userId) => {
      // The clock of a machine may be set back meanwhile.
      const ms = Math.max(0, clock.now() - began)
      const data = { method: plainText(method, 20), path: plainText(path), status, ms }
      events.emit({ name: 'request.served', ...(userId === undefined ? {} : { userId }), address, traceId, data })
    }
  }
}
