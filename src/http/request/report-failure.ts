/** Says to the operator why a request failed: the reason and the evidence that the answer keeps to itself. */
import { plainText } from '../../kernel/plain-text.ts'
import type { AuthEvent, RefusedRequest } from '../../ports/events.ts'
import { AuthError, type ProblemCode } from '../../problems.ts'
import type { Incoming } from './message.ts'
import type { RequestScope } from './request-scope.ts'

/** What a flow has told is not told again; what is a failure of ours is told in any case. */
export function reportFailure({ system, hasTold }: RequestScope, incoming: Incoming, error: unknown): void {
  const isRefusal = error instanceof AuthError && error.status < 500
  if (!isRefusal || !hasTold()) system.events.emit(describe(incoming, error))
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

function describe(incoming: Incoming, error: unknown): AuthEvent {
  // Somebody chose these two; tokens stand in paths too.
  const method = plainText(incoming.method, 20)
  const path = plainText(incoming.path)
  if (!(error instanceof AuthError)) {
    const data: RefusedRequest = { method, path, code: 'internal_error', status: 500, cause: error }
    return { name: 'request.failed', reason: 'unforeseen', data }
  }
  const { code, status, reason, evidence, cause } = error
  const seen = Object.keys(evidence).length === 0 ? {} : { evidence }
  const data = { method, path, code, status, ...seen, ...(cause === undefined ? {} : { cause }) }
  const { userId, sid } = evidence
  const whom = {
    ...(typeof userId === 'number' || typeof userId === 'string' ? { userId } : {}),
    ...(typeof sid === 'string' ? { sid } : {}),
  }
  return { name: nameOf(error), reason, ...whom, data }
}

function nameOf({ code, status }: AuthError) {
  if (status >= 500) return 'request.failed'
  if (code === 'throttled') return 'request.throttled'
  return tokenCodes.includes(code) ? 'token.refused' : 'request.refused'
}
