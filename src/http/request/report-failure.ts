/** Emits an event that says why a request failed, with the reason and the evidence that the answer leaves out. */
import { plainText } from '../../kernel/plain-text.ts'
import type { AuthEvent, RefusedRequest } from '../../ports/events.ts'
import { AuthError, type ProblemCode } from '../../problems.ts'
import { clientPath } from './base-path.ts'
import type { Incoming } from './message.ts'
import type { RequestScope } from './request-scope.ts'

/** A refusal that a flow has reported is not reported again; failures of the server always are. */
export function reportFailure(scope: RequestScope, incoming: Incoming, error: unknown): void {
  const isRefusal = error instanceof AuthError && error.status < 500
  if (!isRefusal || !scope.hasReported) scope.system.events.emit(describe(scope, incoming, error))
}

const tokenCodes: readonly ProblemCode[] = [
  'token_not_valid',
  'bad_authorization_header',
  'user_not_found',
  'user_inactive',
  'password_changed',
  'no_active_account_for_token',
  'invalid_or_expired_token',
  'invalid_refresh_token',
]

function describe({ callerId }: Pick<RequestScope, 'callerId'>, incoming: Incoming, error: unknown): AuthEvent {
  // The client chose both, so they are shortened and stripped of control characters; paths can hold tokens.
  const method = plainText(incoming.method, 20)
  const path = plainText(clientPath(incoming))
  if (!(error instanceof AuthError)) {
    const data: RefusedRequest = { method, path, code: 'internal_error', status: 500, cause: error }
    return { name: 'request.failed', reason: 'unforeseen', ...userOf(callerId), data }
  }
  const { code, status, reason, evidence, cause } = error
  const seen = Object.keys(evidence).length === 0 ? {} : { evidence }
  const data = { method, path, code, status, ...seen, ...(cause === undefined ? {} : { cause }) }
  const { userId = callerId, sid } = evidence
  const about = {
    ...userOf(userId),
    ...(typeof sid === 'string' ? { sid } : {}),
  }
  return { name: nameOf(error), reason, ...about, data }
}

function userOf(userId: unknown) {
  return typeof userId === 'number' || typeof userId === 'string' ? { userId } : {}
}

function nameOf({ code, status }: AuthError) {
  if (status >= 500) return 'request.failed'
  if (code === 'throttled') return 'request.throttled'
  return tokenCodes.includes(code) ? 'token.refused' : 'request.refused'
}
