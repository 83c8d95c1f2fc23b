/**
 * Tokens for links in mails. Each is bound to what it was made for: a changed address, or a changed password where the
 * token replaces one, makes it invalid. The binding is a keyed digest, so a mail reveals neither.
 */
import { createHmac } from 'node:crypto'
import { Secret } from '../kernel/secret.ts'
import { AuthError, problem } from '../problems.ts'
import type { Settings } from '../settings/settings.ts'
import type { Needs } from '../system.ts'
import { type Claims, checkKind, tokenIdOf } from '../tokens/claims.ts'
import { draftToken } from '../tokens/mint.ts'
import type { TokenStamp } from '../tokens/minted-token.ts'
import {
  emailChangeToken,
  emailRevertToken,
  emailVerificationToken,
  notMeToken,
  passwordResetToken,
} from '../tokens/one-time.ts'
import type { PresentedToken } from '../tokens/presented-token.ts'
import { readToken } from '../tokens/read-token.ts'
import { signToken, whenSigned } from '../tokens/sign.ts'
import type { User } from '../users/user.ts'
import { findUserOf, userClaimOf } from './user-status.ts'

export const mailTokens = {
  email_verification: emailVerificationToken,
  email_not_me: notMeToken,
  password_reset: passwordResetToken,
  email_change: emailChangeToken,
  email_changed: emailRevertToken,
} as const

export type MailTokenName = keyof typeof mailTokens

export interface OpenMailToken {
  readonly user: User
  readonly token: PresentedToken
  readonly claims: Claims
}

/** `newEmail` is for `email_change` only. Returns the text of the token, which is written to the mail and nowhere else. */
export function mintMailToken(
  system: Needs<'settings' | 'keyring' | 'clock' | 'random'>,
  name: MailTokenName,
  { user, stamp, newEmail }: { readonly user: User; readonly stamp: TokenStamp; readonly newEmail?: string },
): string | Promise<string> {
  const claims = {
    bound_to: bindingOf(system.settings, name, user),
    ...(newEmail === undefined ? {} : { new_email: newEmail }),
  }
  const userId = userClaimOf(system.settings, user)
  const draft = draftToken(system, mailTokens[name], { userId, claims, stamp })
  return whenSigned(signToken(system, draft), ({ text }) => text)
}

/**
 * Verifies with our own keys only, also under `jwkUrl`. Does NOT check that the token is unspent: the transaction that
 * spends it does. Throws `invalid_or_expired_token` for every fault.
 */
export async function openMailToken(
  system: Needs<'settings' | 'keyring' | 'clock' | 'users'>,
  name: MailTokenName,
  raw: string,
): Promise<OpenMailToken> {
  const claims = openClaims(system, name, raw)
  const jti = tokenIdOf(system.settings, claims)
  const user = await findUserOf(system, claims)
  if (jti === undefined) throw refuseMailToken('missing_id')
  if (user === undefined || !user.isActive) throw refuseMailToken('no_active_user')
  if (!isBoundTo(system.settings, name, user, claims.bound_to)) throw refuseMailToken('superseded', user)
  return { user, token: { jti, iat: claims.iat, exp: claims.exp }, claims }
}

/**
 * The id of a token that takes a change of address back. The row that the change left says whose it is: a thief may
 * have changed everything else that a token could be bound to. Throws `invalid_or_expired_token`.
 */
export function openRevertToken(system: Needs<'settings' | 'keyring' | 'clock'>, raw: string): PresentedToken {
  const claims = openClaims(system, 'email_changed', raw)
  const jti = tokenIdOf(system.settings, claims)
  if (jti === undefined) throw refuseMailToken('missing_id')
  return { jti, iat: claims.iat, exp: claims.exp }
}

function openClaims(system: Needs<'settings' | 'keyring' | 'clock'>, name: MailTokenName, raw: string) {
  try {
    return checkKind(system, readToken(system, raw), mailTokens[name])
  } catch (error) {
    throw error instanceof AuthError ? refuseMailToken(error.reason) : error
  }
}

/** One message for every fault: a stranger who found a link learns nothing from it. */
export function refuseMailToken(reason: string, user?: User): AuthError {
  return problem('invalid_or_expired_token', { reason, ...(user && { evidence: { userId: user.id } }) })
}

/** A link that was sent before secretKey was changed works as long as previousKeys has the one of then. */
function isBoundTo(settings: BindingSettings, name: MailTokenName, user: User, bound: unknown): boolean {
  const secrets = [settings.secretKey, ...(settings.previousKeys ?? []).map(({ key }) => new Secret(key))]
  return secrets.some(secretKey => bound === bindingOf({ secretKey }, name, user))
}

type BindingSettings = Pick<Settings, 'secretKey' | 'previousKeys'>

function bindingOf({ secretKey }: Pick<Settings, 'secretKey'>, name: MailTokenName, user: User): string {
  const isAboutAddress = name === 'email_verification' || name === 'email_not_me'
  const password = isAboutAddress ? '' : user.password.reveal()
  const facts = JSON.stringify([name, user.id, user.email, password])
  return createHmac('sha256', secretKey.reveal()).update(`mail token\0${facts}`).digest('base64url').slice(0, 22)
}
