/** The queue of deliveries, and what is kept of those that are finished. */
import type { Origin } from '../../kernel/origin.ts'
import type { BatchEnd } from './endpoint-pause.ts'
import type { Delivery, DeliveryOutcome, DeliveryState, EndpointCounts, NewDelivery } from './webhook.ts'

export interface DeliveryClaim {
  readonly endpoint: string
  /** Milliseconds since 1970, as `until`. */
  readonly now: number
  readonly until: number
  readonly limit: number
}

export interface DeliveryFilters {
  readonly endpoint?: string | undefined
  readonly state?: DeliveryState | undefined
  /** `user.created` */
  readonly event?: string | undefined
}

export interface DeliveryQuery extends DeliveryFilters {
  /** `next` or `previous` of a page. Any other text is the problem `invalid_cursor`. */
  readonly cursor?: string | undefined
  /** At most this many: 1 to 1000. */
  readonly limit: number
}

/** Newest first. A page can be shorter than was asked for, even empty, and have a `next`: it looks at a bounded number of rows. */
export interface DeliveryPage {
  readonly deliveries: readonly Delivery[]
  readonly next?: string | undefined
  readonly previous?: string | undefined
}

export interface FailedSince {
  readonly endpoint: string
  /** Those that failed at that time or later, in milliseconds since 1970. */
  readonly since: number
  readonly now: number
  /** At most so many, the oldest first. */
  readonly limit: number
}

/** Actions write deliveries by themselves, in their transactions: see stores/transactions/effects.ts. */
export interface DeliveryStore {
  /**
   * Claims due deliveries of an endpoint until `until` (ms), the oldest first. After that another worker can claim them, so
   * a crash loses none. None while the endpoint is left alone, and of one that is away no more than one, for all processes: the
   * last that was tried least, as a test is.
   */
  claim(claim: DeliveryClaim): Promise<readonly Delivery[]>
  /** Notes an attempt. Does nothing where another worker has claimed it by now. */
  finish(delivery: Delivery, outcome: DeliveryOutcome): Promise<void>
  /** Notes how a batch went, which decides whether and for how long the endpoint is left alone: see endpoint-pause.ts. */
  noteBatch(batch: BatchEnd): Promise<void>
  /** Throws the problem `invalid_cursor`, and RangeError for a limit out of bounds. */
  list(query: DeliveryQuery): Promise<DeliveryPage>
  find(id: number): Promise<Delivery | undefined>
  /** In this order. Each is counted by itself, up to `most` (10,000). */
  count(endpoints: readonly string[], most?: number): Promise<readonly EndpointCounts[]>
  /** One delivery more, which no action has written: a test. The endpoint is tried at once, as by a replay. */
  put(delivery: NewDelivery, by?: Origin): Promise<Delivery>
  /** It is due at once; one that was finished has all attempts of a new one. Only `flows/admin` calls this and the next. */
  replay(id: number, now: number, by?: Origin): Promise<'done' | 'gone'>
  /** Gives how many. */
  replayFailed(failed: FailedSince, by?: Origin): Promise<number>
  /** Calls the listener once a transaction of this process is committed that wrote deliveries. Returns how it stops. */
  onWritten(listener: () => void): () => void
}

declare module '../../store.ts' {
  interface Store {
    readonly deliveries: DeliveryStore
  }
}

declare module '../../system.ts' {
  interface System {
    /** Webhooks that wait, and those that were sent or given up. */
    readonly deliveries: DeliveryStore
  }
}
