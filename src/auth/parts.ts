/** What createAuth connects: resolved settings, a store, and what an application adds or replaces. */
import type { Resource } from '../features/resources/resource.ts'
import type { Endpoint } from '../http/endpoints/endpoint.ts'
import type { Clock } from '../ports/clock.ts'
import type { Events } from '../ports/events.ts'
import type { Random } from '../ports/random.ts'
import type { Timer } from '../ports/timer.ts'
import type { Settings } from '../settings/settings.ts'
import type { Store } from '../store.ts'
import type { ThrottleStore } from '../throttles/store.ts'

/** What an application adds, and parts that take the place of the usual ones. */
export interface ApplicationParts {
  /** Your endpoints, served by the same pipeline. One at a built-in path replaces the built-in endpoint. */
  readonly endpoints?: readonly Endpoint[] | undefined
  /** CRUD for your tables. */
  readonly resources?: readonly Resource[] | undefined
  /** Receives every event, beside the `onEvent` hook of the settings. */
  readonly events?: Events | undefined
  /** Counts requests. Default: what `throttleStore` says, or else the memory of this process. */
  readonly throttles?: ThrottleStore | undefined
  readonly clock?: Clock | undefined
  /** For delayed work, such as closing a socket when its token expires. */
  readonly timer?: Timer | undefined
  readonly random?: Random | undefined
}

/** The long form: settings that were resolved and a store that was opened before. */
export interface AuthParts<S extends Store = Store> extends ApplicationParts {
  /** From `resolveSettings`. */
  readonly settings: Settings
  readonly store: S
}
