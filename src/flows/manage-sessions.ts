/** The caller's sessions: list them, end one, the others, or all. */
import type { Session } from '../sessions/session.ts'
import type { Needs } from '../system.ts'
import type { Principal } from '../users/principal.ts'

type Parts = Needs<'sessions' | 'clock' | 'events' | 'origin'>

/** Those that can still be refreshed, the last used first. */
export async function listSessions(
  { sessions, clock }: Needs<'sessions' | 'clock'>,
  { id }: Principal,
): Promise<readonly Session[]> {
  return await sessions.listLive(id, clock.now())
}

/** `unknown`: no such session, ended before, or another user's: one answer for all three (IDOR). */
export async function endSessionById(system: Parts, { id }: Principal, sid: string): Promise<'ended' | 'unknown'> {
  const { sessions, clock, events, origin } = system
  if (!(await sessions.end(sid, id, 'ended_by_user', clock.now(), origin))) return 'unknown'
  // This node obeys before it answers.
  events.emit({ name: 'session.ended', reason: 'ended_by_user', userId: id, sid })
  return 'ended'
}

/** Tokens without a session end too: they cannot show that they are the caller's own. */
export async function endSessions(
  system: Parts,
  { id, sid }: Principal,
  which: 'all' | 'others',
  credentials: 'sessions' | 'sessions_and_api_keys' = 'sessions',
): Promise<void> {
  const { sessions, clock, events, origin } = system
  await sessions.endAll(id, 'ended_by_user', clock.now(), which === 'others' ? sid : undefined, origin, credentials)
  events.emit({ name: 'session.ended', reason: 'ended_by_user', userId: id })
}
