/**
 * Effects that several actions share: ended sessions, revocations, audit rows, and webhooks that tell of them. They run in the
 * action's transaction, so the action and its effects are written together or not at all.
 */
import { deliveriesOf, type ToldEntry } from '../../features/webhooks/deliveries-of.ts'
import type { Origin } from '../../kernel/origin.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { RevocationKind } from '../../sessions/revocation.ts'
import type { EndReason } from '../../sessions/session.ts'
import { voidLinks } from './mail-links.ts'
import type { EndedSession } from './session-statements.ts'
import type { Steps, Tx } from './transaction.ts'

export type Action = Omit<ToldEntry, 'code' | 'address' | 'traceId' | 'actor'>

/** `by`: the actor, and where the request came from. */
export function* audit(tx: Tx, action: Action, by: Origin | undefined): Steps<void> {
  const { address, traceId, actor } = by ?? {}
  const entry = { ...action, address, traceId, actor }
  yield* tx.insertAudit(entry)
  yield* tellServices(tx, [entry])
}

/** Rows of one moment and one actor. */
export function* auditAll(tx: Tx, actions: readonly Action[], by: Origin | undefined): Steps<void> {
  const { address, traceId, actor } = by ?? {}
  if (actions.length === 0) return
  const entries = actions.map(action => ({ ...action, address, traceId, actor }))
  yield* tx.insertAudits(entries)
  yield* tellServices(tx, entries)
}

/** Without an endpoint that wants to hear of it there is no statement. */
function* tellServices(tx: Tx, entries: readonly ToldEntry[]): Steps<void> {
  if (tx.rules.subscriptions.length === 0) return
  const deliveries = deliveriesOf(entries, tx.rules.subscriptions)
  if (deliveries.length > 0) yield* tx.insertDeliveries(deliveries)
}

/** Appends a revocation, unless all tokens that it concerns have expired. */
export function* revoke(tx: Tx, kind: RevocationKind, subject: string, at: number, keepUntil: number): Steps<void> {
  if (keepUntil > at) yield* tx.insertRevocation({ kind, subject, at, keepUntil })
}

/**
 * The same for a subject that can be revoked again and again. The new entry takes the place of the older one, so that
 * one user cannot fill the log (CWE-770); readers hear of it all the same. It goes as far as either of them, also when
 * the clock was set back in between.
 */
export function* revokeAgain(
  tx: Tx,
  kind: RevocationKind,
  subject: string,
  at: number,
  keepUntil: number,
): Steps<void> {
  if (keepUntil <= at) return
  const before = yield* tx.deleteRevocationsOf(kind, subject)
  const latest = (name: 'at' | 'keepUntil', value: number) => Math.max(value, ...before.map(entry => entry[name]))
  yield* tx.insertRevocation({ kind, subject, at: latest('at', at), keepUntil: latest('keepUntil', keepUntil) })
}

/** `false`: it had already ended. */
export function* endSession(tx: Tx, sid: string, reason: EndReason, now: number, by?: Origin): Steps<boolean> {
  const ended = yield* tx.endSession(sid, reason, now)
  if (ended !== undefined) yield* followEnd(tx, ended, { reason, now, by })
  return ended !== undefined
}

export interface EndOfAll {
  readonly reason: EndReason
  readonly now: number
  readonly exceptSid?: string | undefined
  readonly by?: Origin | undefined
  /** Tokens without a session that were issued up to then (ms) are refused; `now`, where it is not given. */
  readonly issuedUpTo?: number | undefined
}

type Ending = Pick<EndOfAll, 'reason' | 'now' | 'by'>

/**
 * Ends a user's sessions, refuses the user's tokens without a session, and voids links in mails that would change the
 * account. Gives how many sessions ended.
 */
export function* endAllSessions(tx: Tx, userId: UserId, end: EndOfAll): Steps<number> {
  const { reason, now, exceptSid, by, issuedUpTo } = end
  // First, since it locks the user: a session that is about to start has to wait.
  const before =
    issuedUpTo === undefined
      ? yield* tx.setTokensNotBefore(userId, now)
      : yield* tx.raiseTokensNotBefore(userId, issuedUpTo)
  yield* voidLinks(tx, userId)
  yield* revokeAgain(tx, 'user-before', String(userId), before, before + tx.rules.longestToken)
  const ended = yield* tx.endSessionsOf(userId, reason, now, exceptSid)
  yield* followEnds(tx, ended, { reason, now, by })
  return ended.length
}

/** The user's tokens stay valid, but each causes a read of the user until it is replaced. */
export function* markStale(tx: Tx, userId: UserId, now: number): Steps<void> {
  yield* revokeAgain(tx, 'user-stale', String(userId), now, now + tx.rules.accessToken)
}

/** The same for many users, in as many statements as for one. */
export function* markAllStale(tx: Tx, userIds: readonly UserId[], now: number): Steps<void> {
  const keepUntil = now + tx.rules.accessToken
  if (keepUntil <= now || userIds.length === 0) return
  const subjects = userIds.map(String)
  const before = Map.groupBy(yield* tx.deleteRevocationsOfMany('user-stale', subjects), ({ subject }) => subject)
  const latest = (subject: string, name: 'at' | 'keepUntil', value: number) =>
    Math.max(value, ...(before.get(subject) ?? []).map(entry => entry[name]))
  yield* tx.insertRevocations(
    subjects.map(subject => ({
      kind: 'user-stale',
      subject,
      at: latest(subject, 'at', now),
      keepUntil: latest(subject, 'keepUntil', keepUntil),
    })),
  )
}

function* followEnd(tx: Tx, ended: EndedSession, { reason, now, by }: Ending): Steps<void> {
  const { sid, userId } = ended
  yield* revoke(tx, 'sid', sid, now, keepUntilOf(tx, ended, now))
  yield* audit(tx, { event: 'session.ended', at: now, userId, sid, reason }, by)
}

/** The same for many sessions, in as many statements as for one. */
function* followEnds(tx: Tx, ended: readonly EndedSession[], { reason, now, by }: Ending): Steps<void> {
  const revocations = ended.map(session => {
    return { kind: 'sid', subject: session.sid, at: now, keepUntil: keepUntilOf(tx, session, now) } as const
  })
  const lasting = revocations.filter(({ keepUntil }) => keepUntil > now)
  if (lasting.length > 0) yield* tx.insertRevocations(lasting)
  yield* auditAll(
    tx,
    ended.map(({ sid, userId }) => ({ event: 'session.ended', at: now, userId, sid, reason })),
    by,
  )
}

/** The row remembers what the settings of its day gave out; an access token of today may be missing there. */
function keepUntilOf(tx: Tx, { tokensUntil }: EndedSession, now: number): number {
  return Math.max(tokensUntil, now + tx.rules.accessToken)
}
