/** What a client of the feed is made of. */
import type { Fetch } from '../../kernel/platform-fetch.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Timer } from '../../ports/timer.ts'

export interface FeedClientParts {
  readonly url: string
  readonly token: string
  /** In ms: for how long what is known counts. 0: each use asks. */
  readonly allowance: number
  /** In ms: after so long without a use nothing is followed. */
  readonly idleAfter: number
  /** `stream`: an answer stays open. `on_demand`: nothing is asked but for a use, and nothing lasts. */
  readonly follow: 'stream' | 'on_demand'
  readonly fetch: Fetch
  readonly clock: Clock
  readonly timer: Timer
  /** From 0 to 1, for pauses that differ. */
  readonly random: () => number
  /** Is told of each question, which may outlast the request in which it began. */
  readonly waitUntil: ((work: Promise<unknown>) => void) | undefined
  /** Hears why the issuer could not be read, and `undefined` once it could. */
  readonly report: (reason: string | undefined) => void
}
