/**
 * A session ends because its refresh token is handed in. By default everything that came of the login is dead when
 * this returns: refresh token, successors and access tokens. Where the jti is the authority (compat), that one token
 * is spent and access tokens live to their end, as SimpleJWT has it.
 */

import type { UserId } from '../kernel/user-id.ts'
import type { Needs } from '../system.ts'
import { tokenIdOf } from '../tokens/claims.ts'
import { tokenFault } from '../tokens/token-fault.ts'
import type { Principal } from '../users/principal.ts'
import { blacklisted } from './blacklisted.ts'
import { type OpenedToken, openRefresh } from './open-refresh.ts'

type Parts = Needs<'tokens' | 'settings' | 'clock' | 'sessions' | 'tokenSessions' | 'events' | 'origin'>

/** Throws `token_not_valid` for a token that is no good, or was handed in before. */
export async function logout(system: Parts, raw: string, caller?: Principal): Promise<OpenedToken> {
  const opened = await openRefresh(system, raw)
  if (opened.sid === undefined || system.settings.refreshAuthority === 'jti') await spend(system, opened, caller)
  else await endSession(system, opened, opened.sid)
  // This node obeys before it answers.
  system.events.emit({ name: 'logout.succeeded', userId: opened.userId, sid: opened.sid })
  return opened
}

async function endSession(system: Parts, { presented, userId }: OpenedToken, sid: string): Promise<void> {
  const { settings, clock, sessions, events, origin } = system
  const outcome = await sessions.logout({
    sid,
    userId,
    jti: presented.jti,
    exp: presented.exp,
    now: clock.now(),
    grace: settings.refreshGrace * 1000,
    acceptsOlder: !settings.blacklistAfterRotation || settings.jtiClaim === null,
    origin,
  })
  if (outcome === 'ended') return events.emit({ name: 'session.ended', reason: 'logout', userId, sid })
  if (outcome === 'reused') events.emit({ name: 'session.ended', reason: 'replay', userId, sid })
  events.emit({ name: 'logout.refused', reason: outcome, userId, sid })
  throw blacklisted(outcome)
}

/** A token without a session has no link to its access token: what was presented beside it is all that can be killed. */
async function spend(system: Parts, { presented, sid }: OpenedToken, caller: Principal | undefined): Promise<void> {
  // Without an id the token cannot be remembered, and a logout must not say that it was.
  if (presented.jti === '') throw tokenFault('missing_id', 'Token has no id')
  if ((await system.sessions.spend(presented)) === 'already') throw blacklisted('spent')
  if (sid === undefined && caller !== undefined && caller.sid === undefined) await revokeById(system, caller)
}

/** Ends the session of the token that made the request; a token without a session is revoked by its id. */
export async function endCallerSession(
  system: Needs<'sessions' | 'settings' | 'clock' | 'events' | 'origin'>,
  caller: Principal,
): Promise<void> {
  if (!system.settings.revokeAccessTokens) return
  const { id, sid } = caller
  if (sid !== undefined) await endAndTell(system, id, sid)
  else await revokeById(system, caller)
  system.events.emit({ name: 'logout.succeeded', userId: id, sid })
}

async function revokeById(
  { sessions, settings, clock }: Needs<'sessions' | 'settings' | 'clock'>,
  { claims }: Principal,
): Promise<void> {
  const jti = tokenIdOf(settings, claims)
  if (jti === undefined || typeof claims.exp !== 'number') return
  await sessions.revokeJti(jti, (claims.exp + settings.leeway + 1) * 1000, clock.now())
}

async function endAndTell(
  { sessions, clock, events, origin }: Needs<'sessions' | 'clock' | 'events' | 'origin'>,
  userId: UserId,
  sid: string,
): Promise<void> {
  const hasEnded = await sessions.end(sid, userId, 'logout', clock.now(), origin)
  if (hasEnded) events.emit({ name: 'session.ended', reason: 'logout', userId, sid })
}
