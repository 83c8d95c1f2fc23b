/**
 * Who may begin to add a factor: the owner, with the password or a recent login, and with a factor that is there already;
 * or the sign-in that waits for the first one, which has shown its first factor. A stolen access token is not enough.
 */
import { currentPasswordField } from '../../../accounts/current-password-field.ts'
import { confirmOwner } from '../../../flows/reauthenticate.ts'
import { type Call, requirePrincipal } from '../../../http/endpoints/endpoint.ts'
import { problem } from '../../../problems.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { System } from '../../../system.ts'
import type { User } from '../../../users/user.ts'
import { findEnrolment } from './enrolment-authentication.ts'

export function ownerFields(settings: Settings) {
  return { current_password: currentPasswordField(settings) }
}

interface OwnerInput {
  readonly current_password?: string | undefined
}

/** Throws `invalid`, `recent_login_required`, `reauthentication_required`, `throttled`, `overloaded`. */
export async function requireOwner(
  system: System,
  call: Pick<Call, 'incoming' | 'principal'>,
  { current_password: password }: OwnerInput,
): Promise<User> {
  const principal = requirePrincipal(call as Call)
  const signIn = await findEnrolment(system, call.incoming)
  if (signIn === undefined) await confirmOwner(system, principal, password)
  else await requireNoFactor(system, signIn.user)
  return await principal.user()
}

/** A factor that was added meanwhile has to be shown: the token of the sign-in knows nothing of it. */
export async function requireNoFactor(system: System, user: User): Promise<void> {
  if ((await system.secondFactors.methodsOf(user)).length > 0)
    throw problem('mfa_token_not_valid', { reason: 'enrolled', evidence: { userId: user.id } })
}
