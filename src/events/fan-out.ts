/** Combines listeners. A listener that throws affects neither the others nor the request. */
import { plainText } from '../kernel/plain-text.ts'
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

/**
 * The `onEvent` hook of the settings as a listener. What it throws, or rejects with, does not fail the request; it is
 * warned of once, as no failure leaves a trace while the hook is broken.
 */
export function listenerOf(onEvent: (event: AuthEvent) => void | Promise<void>): Events {
  let hasWarned = false
  const warn = (error: unknown) => {
    if (hasWarned) return
    hasWarned = true
    process.emitWarning(`onEvent threw: ${plainText(String(error))}`, { code: 'LATCHKEY_LISTENER' })
  }
  const call = async (event: AuthEvent) => await onEvent(event)
  return { emit: event => void call(event).catch(warn) }
}
