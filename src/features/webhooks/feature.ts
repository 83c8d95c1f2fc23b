/** Webhooks: what the sender of the queue has to do for them. auth.ts lists it. */
import type { Store } from '../../store.ts'
import type { Needs } from '../../system.ts'

export { type SendParts, webhookLanes } from './flows/send-deliveries.ts'

export function webhookParts({ deliveries }: Pick<Store, 'deliveries'>): Needs<'deliveries'> {
  return { deliveries }
}
