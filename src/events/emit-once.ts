/** Drops the repetitions of events that are said once a process: each request would repeat what is wrong with the setup. */
import { type EventName, type Events, eventTable } from '../ports/events.ts'

export function emitOnce(events: Events): Events {
  const emitted = new Set<EventName>()
  return {
    emit(event) {
      const row = eventTable[event.name]
      if ('isOnce' in row && emitted.has(event.name)) return
      if ('isOnce' in row) emitted.add(event.name)
      events.emit(event)
    },
  }
}
