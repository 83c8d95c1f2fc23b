/**
 * Exchanges a refresh token for the next pair. Checked first (signature, times, kind, user), then rotated in one statement:
 * of any number of simultaneous uses exactly one rotates.
 */

import { AuthError, problem, problemTable } from '../problems.ts'
import type { AuthenticationClaims } from '../sessions/authentication-claims.ts'
import { isSecondFactor } from '../sessions/factor.ts'
import type { PresentedSession } from '../sessions/store.ts'
import type { Needs } from '../system.ts'
import { type DeriveOptions, deriveAccess, resign, rotate } from '../tokens/derive.ts'
import type { MintedToken } from '../tokens/minted-token.ts'
import { signPair, signToken } from '../tokens/sign.ts'
import type { Claims } from '../tokens/token.ts'
import type { TokenPair } from '../tokens/token-pair.ts'
import type { User } from '../users/user.ts'
import { beginSession } from './begin-session.ts'
import { blacklisted } from './blacklisted.ts'
import { firstPair } from './mint-pair.ts'
import { type OpenedToken, openVerified, reopen } from './open-refresh.ts'
import { type GateParts, type Proven, passGate, passGateAgain } from './pass-gate.ts'
import { refreshAtOnce } from './refresh-at-once.ts'
import { refreshAuthorityOf } from './refresh-authority.ts'
import { renewClaims } from './renew-claims.ts'
import { absoluteEnd } from './session-limits.ts'
import { tokensUntil } from './tokens-until.ts'
import type { ClaimsOf } from './user-claims.ts'
import { accountIdOf, canHaveTokens, hasCurrentPassword } from './user-status.ts'

type Parts = GateParts &
  Needs<
    | 'tokens'
    | 'groups'
    | 'settings'
    | 'clock'
    | 'random'
    | 'keyring'
    | 'sessions'
    | 'tokenSessions'
    | 'events'
    | 'origin'
  >

/** `refresh` is absent where refresh tokens do not rotate. */
export interface Refreshed {
  readonly access: MintedToken
  readonly refresh?: MintedToken
  readonly user: User
}

/**
 * Throws `token_not_valid`, `no_active_account_for_token`, `password_changed`, `mfa_required`, `signer_unavailable`. The next
 * tokens carry on the claims of this one; with `claimsOf`, or the setting `renewClaims`, they take the user's claims anew.
 * `row`: the row that was asked.
 */
export async function refresh(
  system: Parts,
  raw: string,
  claimsOf?: ClaimsOf,
  row = 'token_refresh',
): Promise<Refreshed> {
  const verified = await system.tokens.read(raw)
  const atOnce = claimsOf === undefined ? await refreshAtOnce(system, verified) : undefined
  if (atOnce !== undefined) return atOnce
  const opened = await openVerified(system, verified)
  const user = await requireUserOf(system, opened)
  const entry = { row, state: { claims: opened.claims } }
  const { session } = opened
  if (session === undefined) {
    const proven = await passGate(system, { user, factor: 'adopted' }, entry)
    return await refreshForeign(system, await renewClaims(system, opened, user, claimsOf), proven)
  }
  await passGateAgain(system, { user, session }, entry)
  const renewed = await renewClaims(system, opened, user, claimsOf)
  const notAfter = await requireYoungSession(system, user, session)
  if (!system.settings.rotateRefreshTokens) return await renewAccess(system, renewed, user, notAfter)
  return { user, ...(await rotateSession(system, renewed, { user, sid: session.id, notAfter })) }
}

async function refreshForeign(system: Parts, opened: OpenedToken, proven: Proven): Promise<Refreshed> {
  const { user } = proven
  if (!system.settings.rotateRefreshTokens) return await renewAccess(system, opened, user)
  return { user, ...(await adopt(system, opened, proven)) }
}

async function renewAccess(
  system: Parts,
  { claims, sid }: OpenedToken,
  user: User,
  notAfter?: number,
): Promise<Refreshed> {
  const access = await signToken(system, deriveAccess(system, claims, { notAfter }))
  system.events.emit({ name: 'refresh.renewed', userId: user.id, sid })
  return { user, access }
}

/** What a refresh leaves with the token of a sign-in that waits. */
export function claimsOfState({ claims }: Readonly<Record<string, unknown>>): Claims {
  return claims as Claims
}

/**
 * Goes on with a refresh that waited for a second factor. `claims`: of the refresh token, which was verified then and was
 * not spent. Throws `token_not_valid` where it was spent meanwhile.
 */
export async function completeRefresh(system: Parts, proven: Proven, claims: Claims): Promise<Refreshed> {
  const { user, factors, authentication } = proven
  const opened = await reopen(system, claims)
  const { session } = opened
  // Without rotation too: the token of another issuer would be asked about again and again.
  if (session === undefined) return { user, ...(await adopt(system, opened, proven)) }
  const notAfter = await requireYoungSession(system, user, session)
  const sid = session.id
  await system.sessions.noteFactors(sid, user.id, factors.filter(isSecondFactor))
  return { user, ...(await rotateSession(system, opened, { user, sid, notAfter, authentication })) }
}

interface Continued {
  readonly user: User
  readonly sid: string
  readonly notAfter: number | undefined
  /** Absent: as the token before says. */
  readonly authentication?: AuthenticationClaims | undefined
}

async function rotateSession(system: Parts, opened: OpenedToken, continued: Continued): Promise<TokenPair> {
  const { user, sid, notAfter, authentication } = continued
  const now = system.clock.now()
  const { settings } = system
  const accountId = accountIdOf(settings, user)
  // Before the store spends the token that was shown: where it cannot be signed, that one is good for another try.
  const next = await mintNext(system, opened, { now, notAfter, accountId, authentication })
  const outcome = await system.sessions.rotate({
    sid,
    userId: user.id,
    presented: opened.presented,
    next: next.refresh,
    tokensUntil: tokensUntil(settings, next),
    now,
    grace: settings.refreshGrace * 1000,
    authority: refreshAuthorityOf(settings),
    replayEndsSession: settings.replayEndsSession,
    origin: system.origin,
  })
  const { kind } = outcome
  system.events.emit({ name: `refresh.${kind}` as const, userId: opened.userId, sid })
  if (kind === 'rotated') return next
  if (kind === 'forgiven') {
    const current = resign(system, opened.claims, outcome.current, { accountId })
    return { ...next, refresh: await signToken(system, current) }
  }
  if (kind === 'reused' && settings.replayEndsSession && settings.refreshAuthority === 'session') {
    system.events.emit({ name: 'session.ended', reason: 'replay', userId: opened.userId, sid })
  }
  throw blacklisted(kind)
}

/** A token without a session, signed by a Django service or older than Latchkey, starts one, once. */
async function adopt(system: Parts, opened: OpenedToken, proven: Proven): Promise<TokenPair> {
  const { user } = proven
  const adopts = refreshAuthorityOf(system.settings) === 'none' ? undefined : opened.presented
  const accountId = accountIdOf(system.settings, user)
  let sid = ''
  const tokens = await beginSession(system, proven, {
    adopts,
    mint: async session => {
      sid = session.sid
      return firstPair(system, await mintNext(system, opened, { ...session, accountId }))
    },
  })
  if (tokens === undefined) throw blacklisted('spent')
  system.events.emit({ name: 'refresh.adopted', userId: user.id, sid })
  return tokens
}

async function mintNext(system: Parts, { claims }: OpenedToken, options: DeriveOptions): Promise<TokenPair> {
  const next = { access: deriveAccess(system, claims, options), refresh: rotate(system, claims, options) }
  return await signPair(system, next)
}

/** The end that the session cannot be refreshed past. Throws where it is over, and ends it then. */
async function requireYoungSession(
  system: Parts,
  user: User,
  { id: sid, startedAt }: PresentedSession,
): Promise<number | undefined> {
  const { settings, clock, sessions, events, origin } = system
  const end = absoluteEnd(settings, startedAt)
  if (end === undefined || end * 1000 > clock.now()) return end
  if (await sessions.end(sid, user.id, 'lifetime', clock.now(), origin)) {
    events.emit({ name: 'session.ended', reason: 'lifetime', userId: user.id, sid })
  }
  throw blacklisted('gone')
}

/** Who may have a token at all is asked at every refresh. */
export async function requireUserOf(system: Needs<'settings' | 'sessions'>, opened: OpenedToken): Promise<User> {
  const { presented } = opened
  try {
    return await requireFitUser(system, opened)
  } catch (error) {
    const isOutdated = error instanceof AuthError && error.code === 'password_changed'
    if (isOutdated && presented.jti !== '') await system.sessions.spend(presented)
    throw error
  }
}

/** Writes nothing. Throws `no_active_account_for_token`, `password_changed`. */
export async function requireFitUser(
  system: Needs<'settings'>,
  { claims, sid, user }: Pick<OpenedToken, 'claims' | 'sid' | 'user'>,
): Promise<User> {
  if (user === undefined || !(await canHaveTokens(system.settings, user))) {
    throw problem('no_active_account_for_token', { reason: user === undefined ? 'unknown_user' : 'inactive' })
  }
  if (!hasCurrentPassword(system.settings, claims, user)) {
    // SimpleJWT gives this sentence without its code here, with it at authentication.
    const body = { detail: problemTable.password_changed.title }
    throw problem('password_changed', { body, evidence: { userId: user.id, sid } })
  }
  return user
}
