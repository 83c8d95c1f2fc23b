/** An operator ends the sessions of all users: after a restore, those that ended since the backup would be live again. */
import type { Actor } from '../../kernel/actor.ts'
import type { Needs } from '../../system.ts'
import { actAs } from './act-as.ts'

type Parts = Needs<'sessions' | 'clock' | 'events' | 'origin'>

/** Gives how many sessions ended; each has its audit row, and there is one event for all. */
export async function endEverySession(system: Parts, actor: Actor, reason: 'restored'): Promise<number> {
  const { sessions, clock, events, origin } = actAs(system, actor)
  const ended = await sessions.endEvery(reason, clock.now(), origin)
  if (ended === 0) return ended
  events.emit({ name: 'session.ended', reason })
  return ended
}
