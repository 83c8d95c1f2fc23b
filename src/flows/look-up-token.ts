/**
 * What the store knows of a token, for operators: its session, its id, its user, and what the API would answer now. The
 * claims need not be verified: the answer says whether they are. Changes nothing.
 */
import type { UserId } from '../kernel/user-id.ts'
import type { AuditLog } from '../ports/audit.ts'
import { decideRotation } from '../sessions/rotation.ts'
import type { Session } from '../sessions/session.ts'
import { type Claims, tokenIdOf } from '../tokens/claims.ts'
import { presentedToken } from '../tokens/presented-token.ts'
import type { User } from '../users/user.ts'
import { findUserOf } from './user-status.ts'
import { type AnswerParts, type WouldAnswer, wouldAnswer } from './would-answer.ts'

export interface TokenLookUp {
  readonly session: SessionFacts
  /** `replaced`: a newer token of the session took its place; `forgiven`: lately enough to be used once more. */
  readonly id: 'missing' | 'unspent' | 'spent' | 'revoked' | 'current' | 'forgiven' | 'replaced'
  readonly user: UserFacts
  readonly answer: WouldAnswer
}

/** Times are in ms since 1970. */
export interface SessionFacts {
  /**
   * `none`: the token names no session. `foreign`: it is another issuer's (`jwkUrl`). `unknown`: there is no such session,
   * or its row was deleted after it ended.
   */
  readonly state: 'none' | 'foreign' | 'unknown' | 'alive' | 'expired' | 'ended' | 'of_another_user'
  readonly sid?: string
  readonly startedAt?: number
  readonly lastUsedAt?: number
  readonly expiresAt?: number
  readonly endedAt?: number
  readonly endReason?: string
  /** Who ended it, where that was an operator. */
  readonly endedBy?: string
}

export interface UserFacts {
  readonly state: 'no_claim' | 'not_found' | 'active' | 'inactive'
  readonly id?: UserId
  readonly login?: string
}

export type LookUpParts = AnswerParts & { readonly audit: Pick<AuditLog, 'findBySession'> }

/** `kind`: what the token says that it is. Throws `store_unavailable`. */
export async function lookUpToken(
  system: LookUpParts,
  { raw, claims, kind }: { readonly raw: string; readonly claims: Claims; readonly kind: string },
): Promise<TokenLookUp> {
  const user = await findUserOf(system, claims)
  const session = await findSession(system, claims)
  return {
    session: await sessionFacts(system, claims, session, user),
    id: await idState(system, claims, kind === 'refresh' ? session : undefined),
    user: userFacts(system, claims, user),
    answer: await wouldAnswer(system, raw, kind),
  }
}

async function findSession({ settings, sessions }: LookUpParts, { sid }: Claims): Promise<Session | undefined> {
  return typeof sid === 'string' && settings.jwkUrl === undefined ? await sessions.find(sid) : undefined
}

async function sessionFacts(
  { settings, audit, clock }: LookUpParts,
  { sid }: Claims,
  session: Session | undefined,
  user: User | undefined,
): Promise<SessionFacts> {
  if (typeof sid !== 'string') return { state: 'none' }
  if (settings.jwkUrl !== undefined) return { state: 'foreign', sid }
  const end = (await audit.findBySession(sid)).findLast(({ event }) => event === 'session.ended')
  const ended = {
    ...(end !== undefined && { endedAt: end.at }),
    ...(end?.reason !== undefined && { endReason: end.reason }),
    ...(end?.actor !== undefined && { endedBy: end.actor }),
  }
  if (session === undefined) return { state: end === undefined ? 'unknown' : 'ended', sid, ...ended }
  const { startedAt, lastUsedAt, expiresAt, endedAt, endReason, userId } = session
  const known = { sid, startedAt, lastUsedAt, expiresAt }
  if (endedAt !== null) return { state: 'ended', ...known, ...ended, endedAt, endReason: endReason ?? '' }
  if (user !== undefined && userId !== user.id) return { state: 'of_another_user', ...known }
  return { state: expiresAt <= clock.now() ? 'expired' : 'alive', ...known }
}

async function idState(
  { settings, sessions, revocations, clock }: LookUpParts,
  claims: Claims,
  session: Session | undefined,
): Promise<TokenLookUp['id']> {
  const jti = tokenIdOf(settings, claims)
  if (jti === undefined) return 'missing'
  const status = await sessions.tokenStatus(undefined, undefined, presentedToken(settings, claims))
  if (status === 'spent') return 'spent'
  await revocations.ensureFresh()
  if (revocations.statusOf({ jti, sid: '' }, '') === 'revoked') return 'revoked'
  if (session === undefined || settings.refreshAuthority !== 'session') return 'unspent'
  const { kind } = decideRotation({ ...session, endedAt: null }, jti, clock.now(), settings.refreshGrace * 1000)
  return kind === 'rotated' ? 'current' : kind === 'forgiven' ? 'forgiven' : 'replaced'
}

function userFacts({ settings }: LookUpParts, claims: Claims, user: User | undefined): UserFacts {
  if (claims[settings.userIdClaim] === undefined) return { state: 'no_claim' }
  if (user === undefined) return { state: 'not_found' }
  const { id, username, email, isActive } = user
  return { state: isActive ? 'active' : 'inactive', id, login: username === '' ? email : username }
}
