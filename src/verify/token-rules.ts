/**
 * What every verifier requires of a token beside its signature, and what it returns of it. Nothing here is of Node: the
 * verifier of Node and the one for other runtimes are the same from here on.
 */
import { systemClock } from '../ports/defaults/clock.ts'
import { checkKind } from '../tokens/claims.ts'
import { defineToken } from '../tokens/define-token.ts'
import type { Claims, OpenToken } from '../tokens/token.ts'
import { tokenFault } from '../tokens/token-fault.ts'
import { untypedToken } from '../tokens/untyped.ts'
import { anyTokenType, readSettings, type VerifiedToken, type VerifierChecks } from './options.ts'

/** What a verified token is beside its claims. */
export type TokenParts = Omit<VerifiedToken, 'claims'>

export function createTokenRules<Output>(options: VerifierChecks<Output>) {
  const { tokenType, userIdClaim = 'user_id', types, cacheEntries = 1000, clock = systemClock } = options
  const settings = readSettings(options)
  const kind =
    tokenType === anyTokenType ? untypedToken : defineToken({ name: 'VerifiedToken', type: tokenType, lifetime: 0 })
  return {
    settings,
    clock,
    cacheOptions: { types, maximumEntries: cacheEntries },
    /** Of claims whose signature, times, issuer and audience have been checked. */
    partsOf(read: Claims): TokenParts {
      const claims: OpenToken = checkKind({ settings, clock }, read, kind)
      const { jti, sid, exp } = claims
      return { userId: userIdOf(claims, userIdClaim), jti, sid, exp }
    },
  }
}

/** A string, or the integer that SimpleJWT wrote before 5.5. */
function userIdOf(claims: Claims, claim: string): string {
  if (!Object.hasOwn(claims, claim)) {
    throw tokenFault('missing_user_id', 'Token contained no recognizable user identification')
  }
  const id = claims[claim]
  if (typeof id === 'string' && id !== '') return id
  if (Number.isSafeInteger(id)) return String(id)
  throw tokenFault('bad_user_id')
}
