/**
 * Verifies a passkey that a browser presents: to sign in with it alone, as a second factor, or to step up. A key of 256
 * bits is not guessed, so nothing is counted here; what is refused is told.
 */
import { encodeBase64url } from '../../../kernel/bytes.ts'
import { type AuthError, problem } from '../../../problems.ts'
import type { SecondFactor } from '../../../sessions/factor.ts'
import type { Needs } from '../../../system.ts'
import type { User } from '../../../users/user.ts'
import { useChallenge } from '../challenge.ts'
import type { PasskeyFactor } from '../factor.ts'
import { relyingPartyOf } from '../relying-party.ts'
import { findChallenge } from '../webauthn/client-data.ts'
import { type AuthenticationResponse, readAuthenticationResponse } from '../webauthn/credential-json.ts'
import { verifyAssertion } from '../webauthn/verify-assertion.ts'

export type PasskeyParts = Needs<'factors' | 'settings' | 'clock' | 'random' | 'events' | 'sessions'>

export interface PresentedPasskey {
  readonly kind: 'passkey'
  /** `AuthenticationResponseJSON` (WebAuthn section 5.1), unread. */
  readonly credential: unknown
  /** What its challenge has to be for. */
  readonly purpose: string
}

/** Throws `passkey_not_valid`; also for a passkey of another account. */
export async function showPasskeyOf(
  system: PasskeyParts,
  user: User,
  presented: PresentedPasskey,
): Promise<SecondFactor> {
  const { factor, shown } = await showAnyPasskey(system, presented)
  if (factor.userId !== user.id) throw refusePasskey(system, 'of_another_user', user)
  return shown
}

/** Of any account: the answer says of which. Throws `passkey_not_valid`. */
export async function showAnyPasskey(
  system: PasskeyParts,
  { credential, purpose }: PresentedPasskey,
): Promise<{ readonly factor: PasskeyFactor; readonly shown: SecondFactor }> {
  const given = readAuthenticationResponse(credential)
  if (given.outcome === 'refused') throw refusePasskey(system, given.reason)
  const asked = findChallenge(given.clientDataJSON)
  if (asked.outcome === 'refused') throw refusePasskey(system, asked.reason)
  const { challenge } = asked
  const factor = await system.factors.findPasskey(given.id)
  if (factor === undefined) throw refusePasskey(system, 'unknown_passkey')
  if (!(await isOfHandle(system, factor, given))) throw refusePasskey(system, 'wrong_handle', { id: factor.userId })
  const party = relyingPartyOf(system.settings)
  const verified = verifyAssertion(
    {
      challenge,
      origins: party.origins,
      rpId: party.id,
      requireUserVerification: true,
      credential: factor,
    },
    given,
  )
  if (verified.outcome === 'refused') throw refusePasskey(system, verified.reason, { id: factor.userId })
  // After the signature: a stranger who saw the challenge must not use it up.
  if (!(await useChallenge(system, purpose, challenge))) throw refusePasskey(system, 'challenge', { id: factor.userId })
  const { counter, isBackedUp, isCounterStale } = verified
  if (isCounterStale) throw refusePasskey(system, 'counter', { id: factor.userId })
  const used = await system.factors.usePasskey({ id: factor.id, counter, isBackedUp, now: system.clock.now() })
  if (!used) throw refusePasskey(system, 'removed', { id: factor.userId })
  return { factor, shown: isBackedUp ? 'passkey:swk' : 'passkey:hwk' }
}

/** Discoverable credentials say whose they are (section 7.2, step 6). */
async function isOfHandle(
  { factors, random }: PasskeyParts,
  { userId }: PasskeyFactor,
  { userHandle }: AuthenticationResponse,
) {
  if (userHandle === undefined) return true
  const handle = await factors.handleOf(userId, random.bytes(32))
  return encodeBase64url(handle) === encodeBase64url(userHandle)
}

function refusePasskey({ events }: PasskeyParts, reason: string, user?: Pick<User, 'id'>): AuthError {
  events.emit({ name: 'factor.refused', reason: `passkey_${reason}`, userId: user?.id })
  return problem('passkey_not_valid', { reason, ...(user && { evidence: { userId: user.id } }) })
}
