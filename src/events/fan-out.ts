/** Combines listeners. A listener that throws affects neither the others nor the request. */
import type { AuthEvent, Events } from '../ports/events.ts'

export function fanOut(listeners: readonly Events[]): Events {
  return {
    emit(event: AuthEvent) {
      for (const listener of listeners) emitSafely(listener, event)
    },
  }
}

function emitSafely(listener: Events, event: AuthEvent): void {
  try {
    listener.emit(event)
  } catch {}
}

/** The `onEvent` hook of the settings as a listener. A rejected promise does not fail the request either. */
export function listenerOf(onEvent: (event: AuthEvent) => void | Promise<void>): Events {
  return {
    emit(event: AuthEvent) {
      Promise.resolve(onEvent(event)).catch(() => {})
    },
  }
}
