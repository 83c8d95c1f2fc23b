/** Statements for webhooks that wait, and for those that are finished. */
import type { EndpointPause } from '../../features/webhooks/endpoint-pause.ts'
import type { DeliveryClaim, DeliveryFilters, FailedSince } from '../../features/webhooks/store.ts'
import type { Delivery, DeliveryOutcome, EndpointCounts, NewDelivery } from '../../features/webhooks/webhook.ts'
import type { PlaceWalk } from './pages.ts'

/** `end`: the last row of the slice that was looked at; absent where there are no more rows. */
export interface DeliverySlice {
  readonly found: readonly Delivery[]
  readonly end: number | undefined
}

/** Of the deliveries that are due before one time, those that were written before the other, in milliseconds since 1970. */
export interface GivenUp {
  readonly endpoint: string
  readonly reason: 'no_endpoint' | 'expired'
  readonly dueBefore: number
  readonly writtenBefore: number
  readonly now: number
  /** As many are looked at, those that are due for the longest. */
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
  /** One of those that are due: the latest that was tried least. */
  claimLeastTried(claim: DeliveryClaim, latest: number): readonly Delivery[]
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
  /** For which some wait. Reads no more rows than there are endpoints. */
  listWaitingEndpoints(): readonly string[]
  /** They fail. Gives how many. */
  giveUpDeliveries(given: GivenUp): number
  /** Finished before that time. */
  deleteOldDeliveries(before: number, limit: number): number
}

/** How endpoints are left alone: facts, each of its endpoint. */
export interface EndpointPauseStatements {
  findEndpointPause(endpoint: string): EndpointPause | undefined
  /** `undefined`: there is none any more. */
  setEndpointPause(endpoint: string, pause: EndpointPause | undefined): void
  /** `false`: it was not as `from` says, so another process was first. */
  moveEndpointPause(endpoint: string, from: EndpointPause, to: EndpointPause): boolean
}
