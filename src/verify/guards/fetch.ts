/**
 * Guards for handlers of the Fetch standard (workers, edge functions, Bun, Deno, Next) that only verify tokens: no
 * database, nothing of Node. For an app that issues tokens itself, `latchkey/fetch` has guards that know its users.
 */
import type { FetchRequest, FetchResponse } from '../../kernel/platform-fetch.ts'
import { createDecision } from './decide.ts'
import { guardedFetchRequest, responseOf } from './fetch-request.ts'
import type { TokenFor, TokenRule, TokenVerifier } from './rule.ts'

export type { TokenFor, TokenRule, TokenVerifier } from './rule.ts'

/**
 * ```ts
 * const guard = createGuard(verify)
 * const token = await guard(request)
 * if (token instanceof Response) return token   // the refusal
 * ```
 *
 * Rejects with what the verifier throws beside AuthError.
 */
export function createGuard<Output, Anonymous extends 'allowed' | undefined = undefined>(
  verify: TokenVerifier<Output>,
  rule: TokenRule<Output, Anonymous> = {},
): (request: FetchRequest) => Promise<TokenFor<Output, Anonymous> | FetchResponse> {
  const decide = createDecision(verify, rule)
  return async request => {
    const decision = await decide(guardedFetchRequest(request))
    return decision.kind === 'admitted' ? decision.token : responseOf(request, decision)
  }
}

/**
 * `export default { fetch: guarded(verify, {}, (request, token) => Response.json({ user: token.userId })) }`. What the
 * platform passes beside the request, such as a worker's environment, reaches the handler after the token.
 */
export function guarded<Output, Anonymous extends 'allowed' | undefined = undefined, A extends readonly unknown[] = []>(
  verify: TokenVerifier<Output>,
  rule: TokenRule<Output, Anonymous>,
  handler: (
    request: FetchRequest,
    token: TokenFor<Output, Anonymous>,
    ...rest: A
  ) => FetchResponse | Promise<FetchResponse>,
): (request: FetchRequest, ...rest: A) => Promise<FetchResponse> {
  const decide = createDecision(verify, rule)
  return async (request, ...rest) => {
    const decision = await decide(guardedFetchRequest(request))
    return decision.kind === 'admitted'
      ? await handler(request, decision.token, ...rest)
      : responseOf(request, decision)
  }
}
