/**
 * Proves again, within a session, who is there (RFC 9470): a new pair of the same session, whose claims say when and how.
 * The refresh token that the client had is replaced, as by a refresh.
 */

import type { AttemptParts } from '../../../flows/attempt-login.ts'
import { blacklisted } from '../../../flows/blacklisted.ts'
import { isCurrentPassword } from '../../../flows/change-password.ts'
import { reauthenticationRequired } from '../../../flows/reauthenticate.ts'
import { refreshAuthorityOf } from '../../../flows/refresh-authority.ts'
import { absoluteEnd } from '../../../flows/session-limits.ts'
import { tokensUntil } from '../../../flows/tokens-until.ts'
import { accountIdOf } from '../../../flows/user-status.ts'
import { invalidFields, problem } from '../../../problems.ts'
import { authenticationClaims } from '../../../sessions/authentication-claims.ts'
import { type Factor, isSecondFactor } from '../../../sessions/factor.ts'
import type { Needs } from '../../../system.ts'
import { deriveAccess, deriveToken } from '../../../tokens/derive.ts'
import { refreshToken } from '../../../tokens/refresh.ts'
import { signPair } from '../../../tokens/sign.ts'
import type { TokenPair } from '../../../tokens/token-pair.ts'
import type { Principal } from '../../../users/principal.ts'
import type { User } from '../../../users/user.ts'
import type { ShownSecond } from './finish-sign-in.ts'
import { type ShowParts, showCode } from './show-factor.ts'
import { type PasskeyParts, showPasskeyOf } from './show-passkey.ts'

type Parts = ShowParts & PasskeyParts & AttemptParts & Needs<'hasher' | 'keyring' | 'secondFactors' | 'linkedProviders'>

export type ShownAgain = ShownSecond | { readonly kind: 'password'; readonly password: string }

/**
 * Throws `invalid` for a wrong password, what the factors throw, `reauthentication_required` for a password where the
 * account has a factor, and `recent_login_required` for a token without a session of ours.
 */
export async function stepUp(
  system: Parts,
  principal: Principal,
  given: ShownAgain,
): Promise<{ readonly tokens: TokenPair; readonly user: User }> {
  const user = await principal.user()
  if ((await findOwnSession(system, principal)) === undefined) throw noSession()
  const shown = await showAgain(system, user, given)
  const tokens = await confirmSession(system, principal, shown)
  if (tokens === undefined) throw blacklisted('gone')
  return { tokens, user }
}

/** The tokens of a session in which a factor was just shown, or added. `undefined`: the caller has no session of ours. */
export async function confirmSession(
  system: Parts,
  principal: Principal,
  shown: Factor,
): Promise<TokenPair | undefined> {
  // Once more, where another tab refreshed in between.
  const tokens = (await renew(system, principal, shown)) ?? (await renew(system, principal, shown))
  if (tokens === undefined || principal.sid === undefined) return undefined
  if (isSecondFactor(shown)) await system.sessions.noteFactors(principal.sid, principal.id, [shown])
  system.events.emit({ name: 'session.confirmed', reason: shown, userId: principal.id, sid: principal.sid })
  return tokens
}

/** A sliding token is its own refresh token, and has no pair to replace it. */
async function findOwnSession({ settings, sessions }: Parts, { id, sid, claims }: Principal) {
  const { tokenTypeClaim } = settings
  const isSliding = tokenTypeClaim !== null && claims[tokenTypeClaim] === 'sliding'
  const session = sid === undefined || isSliding ? undefined : await sessions.find(sid)
  return session?.endedAt === null && session.userId === id ? session : undefined
}

function noSession() {
  return problem('recent_login_required', { reason: 'no_session' })
}

async function showAgain(system: Parts, user: User, given: ShownAgain): Promise<Factor> {
  if (given.kind === 'passkey') return await showPasskeyOf(system, user, given)
  if (given.kind !== 'password') return await showCode(system, user, given)
  const methods = await system.secondFactors.methodsOf(user)
  if (methods.length > 0) throw reauthenticationRequired(system.settings, methods)
  if (await isCurrentPassword(system, user, given.password)) return 'password'
  throw invalidFields({ password: ['Current password is incorrect.'] })
}

/** `undefined`: there is no session of ours, or its refresh token was replaced meanwhile. */
async function renew(system: Parts, principal: Principal, shown: Factor): Promise<TokenPair | undefined> {
  const session = await findOwnSession(system, principal)
  if (session === undefined) return undefined
  const { claims } = principal
  const user = await principal.user()
  const { settings, clock, origin } = system
  const now = clock.now()
  const first = session.factors.filter(factor => !isSecondFactor(factor) && factor !== 'trusted_device') as Factor[]
  const authentication = authenticationClaims([...new Set([...first, shown])], now)
  const options = {
    now,
    notAfter: absoluteEnd(settings, session.startedAt),
    accountId: accountIdOf(settings, user),
    sid: session.id,
    authentication,
  }
  const next = await signPair(system, {
    refresh: deriveToken(system, refreshToken, claims, options),
    access: deriveAccess(system, claims, options),
  })
  const { kind } = await system.sessions.rotate({
    sid: session.id,
    userId: user.id,
    presented: session.current,
    next: next.refresh,
    tokensUntil: tokensUntil(settings, next),
    now,
    grace: 0,
    authority: refreshAuthorityOf(settings),
    replayEndsSession: false,
    origin,
  })
  return kind === 'rotated' ? next : undefined
}
