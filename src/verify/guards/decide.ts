/**
 * Decides about a request: the same for every framework. It trusts the verifier it is given, and whatever is no AuthError
 * is not its business: it reaches the framework as it is. It does NOT answer CORS preflights: those are the application's,
 * before any guard.
 */
import { AuthError, problem } from '../../problems.ts'
import type { VerifiedToken } from '../options.ts'
import { findCredentials, type GuardedRequest } from './credentials.ts'
import { type Refused, refusedBy } from './refused.ts'
import { refuseRule, type TokenFor, type TokenRule, type TokenVerifier } from './rule.ts'

export type GuardDecision<Token> = { readonly kind: 'admitted'; readonly token: Token } | Refused

export type Decide<Token> = (request: GuardedRequest) => Promise<GuardDecision<Token>>

export function createDecision<Output, Anonymous extends 'allowed' | undefined>(
  verify: TokenVerifier<Output>,
  rule: TokenRule<Output, Anonymous>,
): Decide<TokenFor<Output, Anonymous>> {
  refuseRule(verify, rule)
  return async request => {
    try {
      const token = await findToken(verify, rule, request)
      if (token !== undefined && rule.require !== undefined && (await rule.require(token.claims)) !== true) {
        throw problem('permission_denied', { reason: 'claims' })
      }
      // `findToken` has refused anonymous requests where they are not allowed.
      return { kind: 'admitted', token: token as TokenFor<Output, Anonymous> }
    } catch (error) {
      if (!(error instanceof AuthError)) throw error
      return refusedBy(error)
    }
  }
}

async function findToken<Output>(
  verify: TokenVerifier<Output>,
  { anonymous, cookie }: TokenRule<Output, 'allowed' | undefined>,
  request: GuardedRequest,
): Promise<VerifiedToken<Output> | undefined> {
  const found = findCredentials(request, cookie)
  if (found === undefined) {
    if (anonymous === 'allowed') return undefined
    throw problem('not_authenticated')
  }
  try {
    return requireToken(await verify(found.token))
  } catch (error) {
    // A browser goes on sending a cookie that has expired: on a page for everyone that is an anonymous visit.
    const isStale = error instanceof AuthError && error.status === 401 && found.from === 'cookie'
    if (isStale && anonymous === 'allowed') return undefined
    throw error
  }
}

/** A function that gives `undefined` for a token that is not valid would open what it should close. */
function requireToken<Output>(token: VerifiedToken<Output>): VerifiedToken<Output> {
  if (typeof token === 'object' && token !== null) return token
  throw new TypeError('guarded: the verifier returned no token; it has to throw for one that is not valid')
}
