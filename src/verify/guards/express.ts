/**
 * Guards for an Express app, or any Node server that calls `(request, response, next)`, that only verifies tokens: no
 * database, and nothing of Express is loaded. For an app that issues tokens itself, `latchkey/express` has guards that know
 * its users.
 */
import { createAdmittedTokens } from './admitted.ts'
import { createDecision } from './decide.ts'
import { guardedRequest, type NodeLikeRequest } from './node-headers.ts'
import type { Refused } from './refused.ts'
import type { TokenFor, TokenRule, TokenVerifier } from './rule.ts'

export type { TokenFor, TokenRule, TokenVerifier } from './rule.ts'

/** What is asked of Node's response. */
export interface NodeLikeResponse {
  readonly headersSent: boolean
  statusCode: number
  setHeader(name: string, value: string): unknown
  end(body: string): unknown
}

type Next = (error?: unknown) => void

/** A middleware of a route or of the app. */
export interface ExpressGuard<Token> {
  (request: NodeLikeRequest, response: NodeLikeResponse, next: Next): void
  /** The token that this guard admitted. Throws a TypeError for a request that it has not seen. */
  tokenOf(request: NodeLikeRequest): Token
}

/**
 * ```ts
 * const orders = guarded(verify, { require: claims => claims.scope === 'orders' })
 * app.get('/orders', orders, (request, response) => response.json({ user: orders.tokenOf(request).userId }))
 * ```
 *
 * A refused request is answered; what the verifier throws beside AuthError goes to `next`.
 */
export function guarded<Output, Anonymous extends 'allowed' | undefined = undefined>(
  verify: TokenVerifier<Output>,
  rule: TokenRule<Output, Anonymous> = {},
): ExpressGuard<TokenFor<Output, Anonymous>> {
  const decide = createDecision(verify, rule)
  const { remember, tokenOf } = createAdmittedTokens<TokenFor<Output, Anonymous>>()
  const run = async (request: NodeLikeRequest, response: NodeLikeResponse, next: Next): Promise<void> => {
    try {
      const decision = await decide(guardedRequest(request))
      if (decision.kind === 'refused') return answer(response, decision)
      remember(request, decision.token)
    } catch (error) {
      return next(asError(error))
    }
    next()
  }
  const middleware = (request: NodeLikeRequest, response: NodeLikeResponse, next: Next) =>
    void run(request, response, next)
  return Object.assign(middleware, { tokenOf })
}

/** Express reads `undefined` and 'route' as "go on", past the guard (authorization bypass). */
function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error('The token could not be verified.', { cause: error })
}

function answer(response: NodeLikeResponse, refused: Refused): void {
  // Answered meanwhile, by a time-out for example.
  if (response.headersSent) return
  response.statusCode = refused.status
  for (const [name, value] of refused.headers) response.setHeader(name, value)
  response.end(refused.body)
}
