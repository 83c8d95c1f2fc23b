/**
 * The system in the name of an operator: the audit rows and the events of what it does say who acted. Every action of
 * this folder begins here, so none can forget its actor, and a rule about who may act has one place to be asked.
 */
import { type Actor, actorText } from '../../kernel/actor.ts'
import type { Needs } from '../../system.ts'

export function actAs<Parts extends Needs<'origin' | 'events'>>(system: Parts, actor: Actor): Parts {
  const name = actorText(actor)
  return {
    ...system,
    origin: { ...system.origin, actor: name },
    events: { emit: event => system.events.emit({ ...event, actor: name }) },
  }
}
