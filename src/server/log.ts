/**
 * Events as log lines: one JSON object a line through pino, readable ones in DEBUG are for the terminal's own tools.
 * Nothing of a request's text is written as it came: pino encodes it, so no line can be forged.
 */
import { pino } from 'pino'
import type { AuthEvent, Events } from '../ports/events.ts'

const levels: Readonly<Record<string, 'info' | 'warn' | 'error'>> = {
  'request.failed': 'error',
  'request.refused': 'info',
  'refresh.reused': 'warn',
  'login.failed': 'warn',
}

/** Writes to standard error, so that standard output stays what a person reads. */
export function createLog(debug: boolean): Events {
  const logger = pino(
    { base: null, timestamp: pino.stdTimeFunctions.isoTime, level: debug ? 'debug' : 'info' },
    pino.destination(2),
  )
  return {
    emit({ name, data = {}, ...facts }: AuthEvent) {
      logger[levels[name] ?? 'info']({ event: name, ...facts, ...printable(data) })
    },
  }
}

/** Errors become their class and message, and their stack for the operator alone. */
function printable(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, describe(value)]))
}

function describe(value: unknown): unknown {
  if (!(value instanceof Error)) return value
  const cause = value.cause === undefined ? {} : { cause: describe(value.cause) }
  return { type: value.name, message: value.message, stack: value.stack, ...cause }
}
