/**
 * Guards for a Fastify app that only verifies tokens: no database, and nothing of Fastify is loaded. For an app that
 * issues tokens itself, `latchkey/fastify` has guards that know its users.
 */
import { createAdmittedTokens } from './admitted.ts'
import { createDecision } from './decide.ts'
import { guardedRequest, type NodeLikeRequest } from './node-headers.ts'
import type { TokenFor, TokenRule, TokenVerifier } from './rule.ts'

export type { TokenFor, TokenRule, TokenVerifier } from './rule.ts'

/** What is asked of Fastify's request. */
export interface FastifyLikeRequest {
  readonly raw: NodeLikeRequest
}

/** What is asked of Fastify's reply. */
export interface FastifyLikeReply {
  code(status: number): unknown
  header(name: string, value: string): unknown
  send(body: Uint8Array): unknown
}

/** A hook of a route or of the app: `onRequest` refuses before a body is read. */
export interface FastifyGuard<Token> {
  (request: FastifyLikeRequest, reply: FastifyLikeReply): Promise<unknown>
  /** The token that this guard admitted. Throws a TypeError for a request that it has not seen. */
  tokenOf(request: FastifyLikeRequest): Token
}

/**
 * ```ts
 * const orders = guarded(verify, { require: claims => claims.scope === 'orders' })
 * app.get('/orders', { onRequest: orders }, request => ({ user: orders.tokenOf(request).userId }))
 * ```
 *
 * A refused request is answered; what the verifier throws beside AuthError goes to the app's error handler.
 */
export function guarded<Output, Anonymous extends 'allowed' | undefined = undefined>(
  verify: TokenVerifier<Output>,
  rule: TokenRule<Output, Anonymous> = {},
): FastifyGuard<TokenFor<Output, Anonymous>> {
  const decide = createDecision(verify, rule)
  const { remember, tokenOf } = createAdmittedTokens<TokenFor<Output, Anonymous>>()
  const hook = async (request: FastifyLikeRequest, reply: FastifyLikeReply): Promise<unknown> => {
    const decision = await decide(guardedRequest(request.raw))
    if (decision.kind === 'admitted') {
      remember(request, decision.token)
      return undefined
    }
    reply.code(decision.status)
    for (const [name, value] of decision.headers) reply.header(name, value)
    // As bytes: to text Fastify adds a charset, which JSON does not have.
    reply.send(new TextEncoder().encode(decision.body))
    // Fastify does not go on to the handler when a hook returns its reply.
    return reply
  }
  return Object.assign(hook, { tokenOf })
}
