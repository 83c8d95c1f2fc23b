/** What the client uses of a page, if it is in one. Read when it is used: none of it has to be there. */

interface Page {
  readonly location?: { readonly origin: string }
  readonly navigator?: { readonly locks?: Locks }
  readonly BroadcastChannel?: new (name: string) => Channel
  reportError?(error: unknown): void
  addEventListener?(name: string, hear: () => void): void
  removeEventListener?(name: string, hear: () => void): void
}

/** Web Locks, as `navigator.locks` has them. */
export interface Locks {
  request(name: string, options: TurnOptions, run: (lock: unknown) => Promise<void>): Promise<unknown>
}

/** What is asked of `Locks`. */
export interface TurnOptions {
  /** Calls back at once, without a lock where another tab has it. */
  readonly ifAvailable?: boolean
  /** Takes the lock from the tab that has it. */
  readonly steal?: boolean
  /** An AbortSignal, after which the lock is no longer waited for. */
  readonly signal?: unknown
}

/** To the other tabs of the origin. */
export interface Channel {
  onmessage: unknown
  postMessage(message: unknown): void
}

export const page = globalThis as Page
