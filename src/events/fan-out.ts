/** Several listeners as one. A listener that throws is not heard of again for this event, and fails nobody's request. */
import type { AuthEvent, Events } from '../ports/events.ts'

export function fanOut(listeners: readonly Events[]): Events {
  return {
    emit(event: AuthEvent) {
      for (const listener of listeners) tell(listener, event)
    },
  }
}

function tell(listener: Events, event: AuthEvent): void {
  try {
    listener.emit(event)
  } catch {}
}

/** The hook of the settings as a listener. What it promises and does not keep is nobody's failure either. */
export function listenerOf(onEvent: (event: AuthEvent) => void | Promise<void>): Events {
  return {
    emit(event: AuthEvent) {
      Promise.resolve(onEvent(event)).catch(() => {})
    },
  }
}
