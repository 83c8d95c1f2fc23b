/** A log line for people: `12:00:05.123 INFO  User 7 accessed /api/auth/profile/ (GET 200, 3 ms)`, then the other members. */
import type { AuthEvent } from '../ports/events.ts'
import { eventTable } from '../ports/events.ts'

/** Members that were sanitized already: this only arranges them. */
type Members = Readonly<Record<string, unknown>>

const colours = { info: 32, warn: 33, error: 31 } as const

export function formatReadable(event: AuthEvent, members: Members, now: Date, isColoured: boolean): string {
  const { level } = eventTable[event.name]
  const paint = (code: number, text: string) => (isColoured ? `\x1b[${code}m${text}\x1b[0m` : text)
  const { stacks, facts } = splitStacks(level, members)
  const time = now.toISOString().slice(11, 23)
  const head = `${paint(2, time)} ${paint(colours[level], level.toUpperCase().padEnd(5))} ${sentenceOf(event, members)}`
  const isSaid = (name: string) => event.name === 'request.served' && said.includes(name)
  const rest = Object.entries(facts).filter(([name, value]) => value !== undefined && !isSaid(name))
  const tail = rest.map(([name, value]) => `${name}=${spell(value)}`).join(' ')
  return `${[head, paint(2, `${event.name} ${tail}`.trim())].join('  ')}\n${stacks.map(line => `    ${line}\n`).join('')}`
}

const said = ['userId', 'method', 'path', 'status', 'ms']

/** The sentence of the event's row; of a request who accessed what, as an access log has it. */
function sentenceOf({ name }: AuthEvent, members: Members): string {
  if (name !== 'request.served') return capitalize(eventTable[name].says)
  const user = members.userId === undefined ? 'Anonymous user' : `User ${members.userId}`
  return `${user} accessed ${members.path} (${members.method} ${members.status}, ${members.ms} ms)`
}

function capitalize(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

/** The stack below the line is for failures of the server; of a refusal, whose text may be the client's, the message. */
function splitStacks(level: 'info' | 'warn' | 'error', members: Members) {
  const { cause, ...facts } = members
  if (!isError(cause)) return { stacks: [], facts: members }
  return level === 'error'
    ? { stacks: stacksOf(cause), facts }
    : { stacks: [], facts: { ...facts, cause: cause.message } }
}

interface ShownError {
  readonly message: string
  readonly stack: readonly string[]
  readonly cause?: unknown
}

function isError(value: unknown): value is ShownError {
  return typeof value === 'object' && value !== null && 'stack' in value && Array.isArray(value.stack)
}

function stacksOf(error: ShownError): readonly string[] {
  return [...error.stack, ...(isError(error.cause) ? stacksOf(error.cause) : [])]
}

/** Quotes what has blanks, so that no value looks like another member (log injection). */
function spell(value: unknown): string {
  return typeof value === 'string' && /^[^\s"'=]+$/.test(value) ? value : JSON.stringify(value)
}
