/** Says to the operator why a request failed: the reason and the evidence that the answer keeps to itself. */
import { AuthError } from '../problems.ts'
import type { Needs } from '../system.ts'
import type { Incoming } from './message.ts'

export function reportFailure(system: Needs<'events'>, { method, path }: Incoming, error: unknown): void {
  if (!(error instanceof AuthError)) {
    system.events.emit({ name: 'request.failed', reason: 'unforeseen', data: { method, path, error } })
    return
  }
  const { code, status, reason, evidence, cause } = error
  const data = { method, path, code, status, evidence, ...(cause === undefined ? {} : { cause }) }
  system.events.emit({ name: status >= 500 ? 'request.failed' : 'request.refused', reason, data })
}
