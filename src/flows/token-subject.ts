/**
 * Whom a verified token speaks for: the user that it names, and the session that it belongs to. A token that belongs to a
 * session speaks for the session's user and for no other: with `userIdField` a name may have changed hands since.
 */
import type { UserId } from '../kernel/user-id.ts'
import type { TokenSession } from '../sessions/token-sessions.ts'
import type { Needs } from '../system.ts'
import type { Claims } from '../tokens/claims.ts'
import { findUserOf, userIdOf } from './user-status.ts'

export interface TokenSubject extends SessionOfToken {
  /** `undefined`: the claim is not an id, or finds no user. */
  readonly userId: UserId | undefined
}

export interface SessionOfToken {
  /** Where our store knows the session, and it is this user's. */
  readonly sid: string | undefined
  /** `ended`: before this process saw the token; later ends are in the revocation log. */
  readonly session: 'none' | 'found' | 'ended' | 'of_another_user'
}

/** Reads the user's row where tokens name users by another field than the id. */
export async function subjectOf(
  system: Needs<'settings' | 'users' | 'tokenSessions'>,
  claims: Claims,
): Promise<TokenSubject> {
  const isNamed = system.settings.userIdField !== 'id'
  const userId = isNamed ? (await findUserOf(system, claims))?.id : userIdOf(system.settings, claims)
  return { userId, ...(await sessionOf(system, claims, userId)) }
}

/** A token of `userId` belongs to which session? Callers refuse one that is `of_another_user`, whatever the settings. */
export function sessionOf(
  { tokenSessions }: Needs<'tokenSessions'>,
  claims: Claims,
  userId: UserId | undefined,
): SessionOfToken | Promise<SessionOfToken> {
  const found = tokenSessions.find(claims)
  return found instanceof Promise ? found.then(session => compare(session, userId)) : compare(found, userId)
}

function compare(found: TokenSession | undefined, userId: UserId | undefined): SessionOfToken {
  if (found === undefined) return { sid: undefined, session: 'none' }
  if (found.userId !== userId) return { sid: undefined, session: 'of_another_user' }
  return { sid: found.sid, session: found.hasEnded ? 'ended' : 'found' }
}
