/**
 * Guards for a Hono app that only verifies tokens, on any runtime: no database, nothing of Node, and of Hono types alone.
 * For an app that issues tokens itself, `latchkey/hono` has guards that know its users.
 */
import type { MiddlewareHandler } from 'hono'
import { createDecision } from './decide.ts'
import { guardedFetchRequest, responseOf } from './fetch-request.ts'
import type { TokenFor, TokenRule, TokenVerifier } from './rule.ts'

export type { TokenFor, TokenRule, TokenVerifier } from './rule.ts'

/**
 * `app.get('/orders', guarded(verify), c => c.json({ user: c.get('token').userId }))`. What the verifier throws beside
 * AuthError goes to `app.onError`.
 */
export function guarded<Output, Anonymous extends 'allowed' | undefined = undefined>(
  verify: TokenVerifier<Output>,
  rule: TokenRule<Output, Anonymous> = {},
): MiddlewareHandler<{ Variables: { token: TokenFor<Output, Anonymous> } }> {
  const decide = createDecision(verify, rule)
  return async (c, next) => {
    const decision = await decide(guardedFetchRequest(c.req.raw))
    if (decision.kind === 'refused') return responseOf(c.req.raw, decision)
    c.set('token', decision.token)
    return await next()
  }
}
