/** What the client uses of a page, if it is in one. Read when it is used: none of it has to be there. */
import type { Locks } from './locks.ts'

interface Page {
  readonly location?: { readonly origin: string }
  readonly navigator?: { readonly locks?: Locks }
  readonly BroadcastChannel?: new (name: string) => Channel
  reportError?(error: unknown): void
  addEventListener?(name: string, hear: () => void): void
  removeEventListener?(name: string, hear: () => void): void
}

/** To the other tabs of the origin. */
export interface Channel {
  onmessage: unknown
  postMessage(message: unknown): void
}

export const page = globalThis as Page
