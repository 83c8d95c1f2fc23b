/** A sign-in with a passkey alone, and the challenge that every use of a passkey begins with. */
import { openFactorToken } from '../../../flows/factor-token.ts'
import { type LoginParts, refuseLogin } from '../../../flows/login.ts'
import { type Proven, passWithFactor } from '../../../flows/pass-gate.ts'
import { canHaveTokens } from '../../../flows/user-status.ts'
import type { UserId } from '../../../kernel/user-id.ts'
import type { Needs } from '../../../system.ts'
import { createChallenge } from '../challenge.ts'
import type { PasskeyFactor } from '../factor.ts'
import { signInPurpose } from '../purpose.ts'
import { relyingPartyOf } from '../relying-party.ts'
import { type RequestOptionsJSON, requestOptions } from '../webauthn/request-options.ts'
import { type PasskeyParts, showAnyPasskey } from './show-passkey.ts'

/**
 * `PublicKeyCredentialRequestOptionsJSON` (WebAuthn section 5.1.10). It names passkeys only to who has shown a first factor
 * of their account, or is logged in: otherwise it would tell a stranger who has an account. Throws `mfa_token_not_valid`.
 */
export async function beginPasskeyLogin(
  system: Needs<'settings' | 'random' | 'clock' | 'factors' | 'seal' | 'users'>,
  { token, userId }: { readonly token: string | undefined; readonly userId: UserId | undefined },
): Promise<RequestOptionsJSON> {
  const owner = token === undefined ? userId : (await openFactorToken(system, 'factor', token)).user.id
  const all = owner === undefined ? [] : await system.factors.listOf(owner)
  const known = all.filter((each): each is PasskeyFactor => each.kind === 'passkey')
  return requestOptions({
    challenge: createChallenge(system, signInPurpose),
    rpId: relyingPartyOf(system.settings).id,
    allowed: known.map(({ credentialId: id, transports }) => ({ id, transports })),
  })
}

/** Throws `passkey_not_valid`, and `no_active_account` as for a password. */
export async function passByPasskey(system: LoginParts & PasskeyParts, credential: unknown): Promise<Proven> {
  const { factor, shown } = await showAnyPasskey(system, { kind: 'passkey', credential, purpose: signInPurpose })
  const user = await system.users.findById(factor.userId)
  if (user === undefined || !user.isActive || !(await canHaveTokens(system.settings, user)))
    throw refuseLogin(system, 'inactive', user)
  return passWithFactor(system, user, [shown])
}
