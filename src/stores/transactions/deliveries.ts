/** Implements the DeliveryStore port. Actions write their deliveries themselves: see effects.ts. */
import type { DeliveryPage, DeliveryQuery, DeliveryStore, FailedSince } from '../../features/webhooks/store.ts'
import type { Delivery, NewDelivery } from '../../features/webhooks/webhook.ts'
import type { Origin } from '../../kernel/origin.ts'
import { mostListed } from '../../users/user-list.ts'
import { audit } from './effects.ts'
import { claimInTurn, isNoted, isTurn, noteBatch, tryAtOnce } from './pace-endpoint.ts'
import { pageOf, readPage } from './pages.ts'
import type { Runner, Steps, Tx } from './transaction.ts'

/** None waits longer for its turn: one that is due later was put off before the clock was set back. */
const longestWait = 2 * 86_400_000

/** Stepped over by each question how many there are. */
const mostCounted = 10_000

export function createDeliveryStore({ read, browse, write }: Runner): Omit<DeliveryStore, 'onWritten'> {
  return {
    async claim(claim) {
      const latest = claim.now + longestWait
      // Every process polls every few seconds: without a due one it takes no write lock.
      if (!(await read(tx => isTurn(tx, claim, latest)))) return []
      return await write(tx => claimInTurn(tx, claim, latest))
    },
    finish: (delivery, outcome) => write(tx => tx.finishDelivery(delivery, outcome)),
    async noteBatch(batch) {
      if (!(await read(tx => isNoted(tx, batch)))) await write(tx => noteBatch(tx, batch))
    },
    list: query => browse(tx => listDeliveries(tx, query)),
    find: id => read(tx => findDelivery(tx, id)),
    count: (endpoints, most = mostCounted) => browse(tx => tx.countDeliveries(endpoints, most)),
    put: (delivery, by) => write(tx => putDelivery(tx, delivery, by)),
    replay: (id, now, by) => write(tx => replay(tx, id, now, by)),
    replayFailed: (failed, by) => write(tx => replayFailed(tx, failed, by)),
  }
}

function* listDeliveries(tx: Tx, query: DeliveryQuery): Steps<DeliveryPage> {
  const asked = readPage('webhooks', query, mostListed)
  const { found, end } = yield* tx.walkDeliveries(asked, query, asked.limit + 1)
  const placed = found.map(item => ({ item, place: placeOf(item.id) }))
  const { items, ...cursors } = pageOf(asked, { found: placed, end: end === undefined ? undefined : placeOf(end) })
  return { deliveries: items, ...cursors }
}

function placeOf(id: number) {
  return { key: id, id: '' }
}

function* findDelivery(tx: Tx, id: number): Steps<Delivery | undefined> {
  return Number.isSafeInteger(id) ? yield* tx.findDelivery(id) : undefined
}

function* putDelivery(tx: Tx, delivery: NewDelivery, by?: Origin): Steps<Delivery> {
  const { endpoint, now } = delivery
  const written = yield* tx.insertDelivery(delivery)
  yield* tryAtOnce(tx, endpoint, now)
  yield* audit(tx, { event: 'webhook.tested', at: now, subject: subjectOf(endpoint) }, by)
  return written
}

function* replay(tx: Tx, id: number, now: number, by?: Origin): Steps<'done' | 'gone'> {
  const found = Number.isSafeInteger(id) ? yield* tx.replayDelivery(id, now) : undefined
  if (found === undefined) return 'gone'
  yield* tryAtOnce(tx, found.endpoint, now)
  yield* audit(tx, { event: 'webhook.replayed', at: now, reason: found.event, subject: subjectOf(found.endpoint) }, by)
  return 'done'
}

function* replayFailed(tx: Tx, failed: FailedSince, by?: Origin): Steps<number> {
  const { endpoint, now } = failed
  const count = yield* tx.replayFailedDeliveries(failed)
  if (count === 0) return 0
  const changes = { deliveries: [null, count] } as const
  yield* tryAtOnce(tx, endpoint, now)
  yield* audit(tx, { event: 'webhook.replayed', at: now, subject: subjectOf(endpoint), changes }, by)
  return count
}

function subjectOf(endpoint: string): string {
  return `webhook:${endpoint}`
}
