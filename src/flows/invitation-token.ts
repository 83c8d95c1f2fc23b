/**
 * Tokens of invitations. Each is bound to the invitation and to the mailbox that it was sent to; whether the invitation
 * still stands is asked of the store. It names no user, so it opens no account.
 */
import { AuthError, problem } from '../problems.ts'
import type { Needs } from '../system.ts'
import { checkKind } from '../tokens/claims.ts'
import { invitationToken } from '../tokens/invitation.ts'
import { baseClaims, completeClaims } from '../tokens/mint.ts'
import type { TokenStamp } from '../tokens/minted-token.ts'
import { readToken } from '../tokens/read-token.ts'
import { signToken, whenSigned } from '../tokens/sign.ts'

/** Returns the text of the token, which is written to the mail and nowhere else. The id of the stamp is the invitation's. */
export function mintInvitationToken(
  system: Needs<'settings' | 'keyring' | 'clock' | 'random'>,
  email: string,
  stamp: TokenStamp,
): string | Promise<string> {
  const claims = { ...baseClaims(system.settings, invitationToken, stamp), [idClaim]: stamp.jti, [mailboxClaim]: email }
  return whenSigned(signToken(system, completeClaims(system, stamp, claims)), ({ text }) => text)
}

const idClaim = 'latchkey_invitation'
const mailboxClaim = 'latchkey_mailbox'

export interface OpenedInvitation {
  readonly id: string
  /** The mailbox that the token was sent to. */
  readonly email: string
}

/** Verifies with our own keys only, also under `jwkUrl`. Throws `invitation_not_valid` for every fault. */
export function openInvitationToken(system: Needs<'settings' | 'keyring' | 'clock'>, raw: string): OpenedInvitation {
  try {
    const { [idClaim]: id, [mailboxClaim]: email } = checkKind(system, readToken(system, raw), invitationToken)
    if (typeof id === 'string' && typeof email === 'string') return { id, email }
  } catch (error) {
    if (!(error instanceof AuthError)) throw error
    throw problem('invitation_not_valid', { reason: error.reason })
  }
  throw problem('invitation_not_valid', { reason: 'missing_id' })
}
