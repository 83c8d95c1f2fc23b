/** Statements for webhooks that wait, and for those that are finished. */
import type { DeliveryClaim, DeliveryFilters, FailedSince } from '../../features/webhooks/store.ts'
import type { Delivery, DeliveryOutcome, EndpointCounts, NewDelivery } from '../../features/webhooks/webhook.ts'
import type { PlaceWalk } from './pages.ts'

/** `end`: the last row of the slice that was looked at; absent where there are no more rows. */
export interface DeliverySlice {
  readonly found: readonly Delivery[]
  readonly end: number | undefined
}

export interface StrayDeliveries {
  readonly endpoints: readonly string[]
  /** Those of other endpoints: milliseconds since 1970, as the other times. */
  readonly writtenBefore: number
  /** Those of any endpoint, where more fail than can be tried: they are old, and due for long. */
  readonly agedBefore: number
  readonly dueBefore: number
  readonly now: number
  readonly limit: number
}

export interface DeliveryStatements {
  /** One statement, however many. Gives each an id of its message that no one can guess. */
  insertDeliveries(deliveries: readonly NewDelivery[]): void
  insertDelivery(delivery: NewDelivery): Delivery
  /** Those that are due by `now`, or only after `latest`. */
  isDeliveryDue(endpoint: string, now: number, latest: number): boolean
  /** One statement, so that of any number of processes only one gets each. */
  claimDeliveries(claim: DeliveryClaim, latest: number): readonly Delivery[]
  /** Does nothing if another process has claimed it since. */
  finishDelivery(delivery: Delivery, outcome: DeliveryOutcome): void
  /** By its number, which is the key of its place; newest first. Looks at one slice of rows. */
  walkDeliveries(walk: PlaceWalk, filters: DeliveryFilters, limit: number): DeliverySlice
  findDelivery(id: number): Delivery | undefined
  /** Of these endpoints, each number up to `most`. */
  countDeliveries(endpoints: readonly string[], most: number): readonly EndpointCounts[]
  /** It is due by then, or earlier; where it was finished it begins anew. `undefined`: it is not there. */
  replayDelivery(id: number, now: number): { readonly endpoint: string; readonly event: string } | undefined
  /** Gives how many. */
  replayFailedDeliveries(failed: FailedSince): number
  /** They fail, with the reason `no_endpoint` or `expired`. Gives how many. */
  giveUpDeliveries(stray: StrayDeliveries): number
  /** Finished before that time. */
  deleteOldDeliveries(before: number, limit: number): number
}
