/**
 * How the user authenticated, as the row of a session lists it, in order. `adopted`: the session began with a refresh
 * token of another issuer with the same key. `passkey:hwk` stays in one device, `passkey:swk` is synchronised (RFC 8176).
 * `mail`: a code or a link that was sent to the account's address.
 * `trusted_device`: a second factor was shown in this browser some time ago, which proves nothing of today.
 */
export type Factor = FirstFactor | SecondFactor | 'trusted_device'

export type FirstFactor = 'password' | 'mail' | 'registration' | 'adopted' | `social:${string}`

export type SecondFactor = 'totp' | 'recovery_code' | `passkey:${'hwk' | 'swk'}`

/** Whether the list has something beside what one can know or be told. */
export function hasSecondFactor(factors: readonly string[]): boolean {
  return factors.some(isSecondFactor)
}

export function isSecondFactor(factor: string): factor is SecondFactor {
  return factor === 'totp' || factor === 'recovery_code' || factor.startsWith('passkey')
}
