/**
 * What the API would answer to a token now, without a request: nothing is rotated, spent or counted. For operators, who
 * are told a reason that clients are not.
 */
import { AuthError } from '../problems.ts'
import { decideRotation } from '../sessions/rotation.ts'
import type { Needs } from '../system.ts'
import { tokenIdOf } from '../tokens/claims.ts'
import { slidingToken } from '../tokens/sliding.ts'
import { authenticate } from './authenticate.ts'
import { blacklisted } from './blacklisted.ts'
import { type MailTokenName, mailTokens, openMailToken, openRevertToken, refuseMailToken } from './mail-token.ts'
import { type OpenedToken, openRefresh } from './open-refresh.ts'
import { requireFitUser } from './refresh.ts'
import { absoluteEnd } from './session-limits.ts'
import { verifyToken } from './verify-token.ts'

export type AnswerParts = Needs<
  'tokens' | 'settings' | 'clock' | 'keyring' | 'users' | 'sessions' | 'tokenSessions' | 'revocations' | 'groups'
>

export interface WouldAnswer {
  /** How the token would be presented. */
  readonly presentedAs: 'bearer' | 'refresh' | 'mail link' | 'verify'
  /** 200: it would be accepted. */
  readonly status: number
  readonly code?: string
  readonly detail?: string
  readonly reason?: string
}

/** `kind`: what the token says that it is. A kind that no endpoint takes is asked about as the verify endpoint does. */
export async function wouldAnswer(system: AnswerParts, raw: string, kind: string): Promise<WouldAnswer> {
  const mail = Object.entries(mailTokens).find(([, { type }]) => type === kind)?.[0] as MailTokenName | undefined
  if (mail !== undefined) return await answerOf('mail link', openUnspent(system, mail, raw))
  if (kind === 'refresh') return await answerOf('refresh', checkRefresh(system, raw))
  const isBearer = kind === 'access' || kind === slidingToken.type || system.settings.tokenTypeClaim === null
  return isBearer
    ? await answerOf('bearer', authenticate(system, raw))
    : await answerOf('verify', verifyToken(system, raw))
}

async function answerOf(presentedAs: WouldAnswer['presentedAs'], asking: Promise<unknown>): Promise<WouldAnswer> {
  try {
    await asking
    return { presentedAs, status: 200 }
  } catch (error) {
    if (!(error instanceof AuthError)) throw error
    const { status, code, message: detail, reason } = error
    return { presentedAs, status, code, detail, ...(reason !== code && { reason }) }
  }
}

/** As `refresh` does, up to where it would write. Throws what `refresh` would. */
export async function checkRefresh(system: AnswerParts, raw: string): Promise<void> {
  const opened = await openRefresh(system, raw)
  await requireFitUser(system, opened)
  await requireCurrent(system, opened)
}

async function requireCurrent(system: AnswerParts, { claims, sid }: OpenedToken): Promise<void> {
  const { settings, sessions, clock } = system
  const session = sid === undefined ? undefined : await sessions.find(sid)
  if (session === undefined) return
  const end = absoluteEnd(settings, session.startedAt)
  if (end !== undefined && end * 1000 <= clock.now()) throw blacklisted('gone')
  const jti = tokenIdOf(settings, claims)
  const isCompared = settings.rotateRefreshTokens && settings.blacklistAfterRotation && jti !== undefined
  if (!isCompared || settings.refreshAuthority !== 'session') return
  const { kind } = decideRotation(session, jti, clock.now(), settings.refreshGrace * 1000)
  if (kind === 'reused' || kind === 'gone') throw blacklisted(kind)
}

async function openUnspent(system: AnswerParts, name: MailTokenName, raw: string): Promise<void> {
  const token = name === 'email_changed' ? openRevertToken(system, raw) : (await openMailToken(system, name, raw)).token
  if ((await system.sessions.tokenStatus(undefined, undefined, token)) === 'spent') throw refuseMailToken('spent')
}
