/** An operator has a mail that waits sent now, or never. */
import type { Actor } from '../../kernel/actor.ts'
import type { Needs } from '../../system.ts'
import { actAs } from './act-as.ts'

type Parts = Needs<'outbox' | 'clock' | 'events' | 'origin'>

/** Its attempts stay counted. One that is being sent at this moment may go out twice. `gone`: it was sent, or dropped. */
export async function retryMail(
  system: Parts & Needs<'outboxWorker'>,
  actor: Actor,
  id: number,
): Promise<'done' | 'gone'> {
  const { outbox, clock, events, origin, outboxWorker } = actAs(system, actor)
  const mail = await outbox.find(id)
  if (mail === undefined || (await outbox.retry(id, clock.now(), origin)) === 'gone') return 'gone'
  const { kind, userId, attempts } = mail
  events.emit({ name: 'mail.retried', userId, data: { kind, attempt: attempts } })
  outboxWorker.wake()
  return 'done'
}

/** A link in it is never seen, and the person has to ask anew. One that is being sent at this moment still goes out. */
export async function dropMail(system: Parts, actor: Actor, id: number): Promise<'done' | 'gone'> {
  const { outbox, clock, events, origin } = actAs(system, actor)
  const mail = await outbox.find(id)
  if (mail === undefined || (await outbox.drop(id, clock.now(), origin)) === 'gone') return 'gone'
  const { kind, userId, attempts } = mail
  events.emit({ name: 'mail.dropped', reason: 'operator', userId, data: { kind, attempt: attempts } })
  return 'done'
}
