/** What all verifiers do with a token, once its keys are there. */

import type { VerifyingKeyring } from '../keys/keyring.ts'
import { systemClock } from '../ports/defaults/clock.ts'
import { type Claims, checkKind } from '../tokens/claims.ts'
import { defineToken } from '../tokens/define-token.ts'
import { tokenFault } from '../tokens/token-fault.ts'
import { untypedToken } from '../tokens/untyped.ts'
import { createVerifiedCache } from '../tokens/verified-cache.ts'
import { anyTokenType, readSettings, type VerifiedToken, type VerifierOptions } from './options.ts'

export function createCheck(options: Omit<VerifierOptions, 'keys'>, keyring: VerifyingKeyring) {
  const { tokenType, userIdClaim = 'user_id', types, cacheEntries = 1000, clock = systemClock } = options
  const settings = readSettings(options)
  const needs = { keyring, settings, clock }
  const cache = createVerifiedCache(needs, { types, maximumEntries: cacheEntries })
  const kind =
    tokenType === anyTokenType ? untypedToken : defineToken({ name: 'VerifiedToken', type: tokenType, lifetime: 0 })
  return (token: string): VerifiedToken => {
    const claims = checkKind(needs, cache.read(token), kind)
    const { jti, sid, exp } = claims
    return { userId: userIdOf(claims, userIdClaim), jti, sid, exp, claims }
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
