/**
 * What tokens say about how and when their user authenticated, where a second factor is in use: `auth_time` and `acr`
 * (OpenID Connect Core section 2), `amr` (RFC 8176). A passkey asks for the user's finger or PIN, so it alone is aal2.
 */
import { type Factor, hasSecondFactor } from './factor.ts'

export interface AuthenticationClaims {
  /** Seconds since 1970. */
  readonly auth_time: number
  readonly amr: readonly string[]
  /** The authenticator assurance level of NIST SP 800-63B. */
  readonly acr: 'aal1' | 'aal2'
}

/** `at`: milliseconds since 1970. */
export function authenticationClaims(factors: readonly Factor[], at: number): AuthenticationClaims {
  const isStrong = hasSecondFactor(factors)
  const methods = factors.flatMap(methodsOf)
  return {
    auth_time: Math.floor(at / 1000),
    amr: [...new Set(isStrong ? [...methods, 'mfa'] : methods)],
    acr: isStrong ? 'aal2' : 'aal1',
  }
}

/** RFC 8176 has no word for a mailbox, for a provider, for an adopted token and for a trusted browser. */
function methodsOf(factor: Factor): readonly string[] {
  if (factor === 'password' || factor === 'registration') return ['pwd']
  if (factor === 'totp' || factor === 'recovery_code') return ['otp']
  if (factor === 'passkey:hwk') return ['hwk', 'user']
  return factor === 'passkey:swk' ? ['swk', 'user'] : []
}
