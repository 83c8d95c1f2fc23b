/** An operator ends one session of a user, or all, on every node. */
import type { Actor } from '../../kernel/actor.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { Needs } from '../../system.ts'
import { actAs } from './act-as.ts'

type Parts = Needs<'directory' | 'sessions' | 'clock' | 'events' | 'origin'>

const reason = 'ended_by_operator'

/** `gone`: the user has no session of this id. `unchanged`: it had ended before. */
export async function endUserSession(
  system: Parts,
  actor: Actor,
  userId: UserId,
  sid: string,
): Promise<'ended' | 'unchanged' | 'gone'> {
  const { sessions, clock, events, origin } = actAs(system, actor)
  const session = await sessions.find(sid)
  if (session === undefined || session.userId !== userId) return 'gone'
  if (!(await sessions.end(sid, userId, reason, clock.now(), origin))) return 'unchanged'
  events.emit({ name: 'session.ended', reason, userId, sid })
  return 'ended'
}

/** Tokens without a session end too. Gives how many sessions ended. */
export async function endUserSessions(system: Parts, actor: Actor, userId: UserId): Promise<number | 'gone'> {
  const { directory, clock, events, origin } = actAs(system, actor)
  const ended = await directory.endSessions(userId, clock.now(), origin)
  if (ended === 'gone') return ended
  events.emit({ name: 'session.ended', reason, userId })
  return ended
}
