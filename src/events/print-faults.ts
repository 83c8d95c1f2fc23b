/**
 * For an application that listens to no events: those that mean a fault are printed, so that none is lost without a
 * trace, and so is the access log where it is on. Every text is sanitized first: no request can forge a line (log injection), and no credential gets into it.
 */
import { plainText } from '../kernel/plain-text.ts'
import { type AuthEvent, type Events, eventTable } from '../ports/events.ts'

const mostLines = 30
const longestLine = 500
const mostCauses = 4

/** `print` gets whole lines. */
export function printFaults(print: (text: string) => void): Events {
  return {
    emit(event: AuthEvent) {
      // Emitted only where `accessLog` asks for it.
      if (event.name === 'request.served') print(`latchkey: ${servedLine(event)}\n`)
      if ('isFault' in eventTable[event.name]) print(`${linesOf(event).join('\n')}\n`)
    },
  }
}

/** `GET /api/books/ -> 200 in 3 ms (user 7)`. */
function servedLine({ data, userId }: Extract<AuthEvent, { name: 'request.served' }>): string {
  const user = userId === undefined ? 'anonymous' : `user ${plainText(String(userId))}`
  return `${data.method} ${data.path} -> ${data.status} in ${Math.round(data.ms)} ms (${user})`
}

function linesOf(event: AuthEvent): readonly string[] {
  const { says } = eventTable[event.name]
  return [`latchkey: ${event.name}: ${says}${detailsOf(event)}`, ...fixOf(event), ...causesOf(causeOf(event))]
}

function causeOf({ data }: AuthEvent): unknown {
  return data !== undefined && 'cause' in data ? data.cause : undefined
}

function fixOf({ data }: AuthEvent): readonly string[] {
  return data !== undefined && 'fix' in data ? [`  ${plainText(data.fix, longestLine)}`] : []
}

/** `: POST /api/books/ -> 500 internal_error (trace 4bf9...)`. The event has cleaned path and method already. */
function detailsOf(event: AuthEvent): string {
  const trace = event.traceId === undefined ? '' : ` (trace ${plainText(event.traceId)})`
  if (event.name === 'request.failed') {
    const { method, path, status, code } = event.data
    return `: ${method} ${path} -> ${status} ${code}${trace}`
  }
  return `${event.reason === undefined ? '' : `: ${plainText(event.reason)}`}${trace}`
}

/** Stacks alone: other members of an error may hold a secret, such as the values of a statement. */
function causesOf(error: unknown, depth = 0): readonly string[] {
  if (error === undefined || depth === mostCauses) return []
  if (!(error instanceof Error)) return [`  thrown: ${typeof error === 'string' ? plainText(error) : typeof error}`]
  const stack = (error.stack ?? String(error)).split('\n').slice(0, mostLines)
  const lines = stack.map(line => `  ${plainText(line, longestLine)}`)
  const causes = causesOf(error.cause, depth + 1)
  return causes.length === 0 ? lines : [...lines, '  caused by:', ...causes]
}
