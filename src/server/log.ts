/**
 * Events as log lines: one JSON object a line, as pino writes it, or readable lines for people in DEBUG. Every text is sanitized
 * first, so that no request can forge a line (log injection), control a terminal, or put a credential into the log.
 */
import { isatty } from 'node:tty'
import { plainText } from '../kernel/plain-text.ts'
import { type AuthEvent, type Events, eventTable } from '../ports/events.ts'
import { formatReadable } from './readable-line.ts'
import { type GatheredLines, gatherLines, type LogStream, standardError } from './standard-error.ts'

export interface LogStyle {
  /** Where the lines go. Default: standard error, so that standard output is left for messages to people. */
  readonly stream?: LogStream
  /** Whether readable lines are coloured. Default: on a terminal, unless NO_COLOR is set. */
  readonly isColoured?: boolean
}

let ofProcess: GatheredLines | undefined

/** One for the process, as standard error is. */
function linesOfProcess(): GatheredLines {
  ofProcess ??= gatherLines(standardError())
  return ofProcess
}

const unkept = (stream: LogStream): GatheredLines => ({ write: line => stream.write(line), flush() {} })

/**
 * With `debug` the lines are readable ones. On standard error those of one turn of the event loop are written together at its
 * end; what is more than information, and all before it, is written before the next step is taken.
 */
export function createLog(debug: boolean, { stream, isColoured }: LogStyle = {}): Events {
  const lines = stream === undefined ? linesOfProcess() : unkept(stream)
  const paints = isColoured ?? (isatty(2) && (process.env.NO_COLOR ?? '') === '')
  return {
    emit(event: AuthEvent) {
      const { name, data = {}, ...facts } = event
      const members = { ...clean(facts), ...clean(data) }
      lines.write(debug ? formatReadable(event, members, new Date(), paints) : `${formatJson(event, members)}\n`)
      if (eventTable[name].level !== 'info') lines.flush()
    },
  }
}

/** The numbers of pino, which its viewers and log collectors know. */
const levels = { info: 30, warn: 40, error: 50 } as const

function formatJson({ name }: AuthEvent, members: Readonly<Record<string, unknown>>): string {
  const head = { level: levels[eventTable[name].level], time: new Date().toISOString(), event: name }
  // Twice: it stands first, and no member takes its place.
  return JSON.stringify({ ...head, ...members, ...head })
}

const deepest = 4
const mostMembers = 30

/** Sanitizes the members; errors become class, message and stack, because only the operator reads the log. */
function clean(members: object, depth = 0): Record<string, unknown> {
  const entries = Object.entries(members).slice(0, mostMembers)
  return Object.fromEntries(entries.map(([key, value]) => [plainText(key, 60), describe(value, depth)]))
}

function describe(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return plainText(value)
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? String(value) : value
  if (value instanceof Error) return describeError(value, depth)
  if (depth >= deepest) return '[deep]'
  if (Array.isArray(value)) return value.slice(0, mostMembers).map(item => describe(item, depth + 1))
  return clean(value, depth + 1)
}

function describeError(error: Error, depth: number): Record<string, unknown> {
  const cause = error.cause === undefined || depth >= deepest ? {} : { cause: describe(error.cause, depth + 1) }
  const stack = (error.stack ?? '').split('\n').slice(0, mostMembers)
  return { type: error.name, message: plainText(error.message), stack: stack.map(line => plainText(line)), ...cause }
}
