/** `latchkey explain TRACE-ID`: why a request was refused, and what became of its session, from the audit table. */
import { sayChanges, sayEvent, sayReason } from '../../flows/event-words.ts'
import { isTraceId, readTraceparent } from '../../kernel/trace-context.ts'
import type { AuditEntry } from '../../ports/audit.ts'
import { configHelp } from '../accounts.ts'
import type { Command } from '../command.ts'
import { loadCommand, withStore } from '../load.ts'
import { printable } from '../ui.ts'

interface Explanation {
  readonly traceId: string
  readonly request: readonly AuditEntry[]
  /** The other rows of the session of that request. */
  readonly session: readonly AuditEntry[]
}

export const explainCommand: Command = {
  name: 'explain',
  summary: 'Explain why a request was refused.',
  operands: ['TRACE-ID'],
  options: { config: { type: 'string' }, json: { type: 'boolean' } },
  help: [
    ['TRACE-ID', 'the Latchkey-Trace header of the response, or a traceparent'],
    configHelp,
    ['--json', 'the rows, as JSON'],
  ],
  async run(surroundings, values) {
    const { ui } = surroundings
    const given = String(values['TRACE-ID'])
    const traceId = isTraceId(given) ? given : readTraceparent(given)
    if (traceId === undefined) {
      ui.failure(
        `"${printable(given)}" is not a trace id.`,
        'Give the value of the Latchkey-Trace header: 32 hex digits.',
      )
      return 2
    }
    const configuration = await loadCommand(surroundings, values)
    const explanation = await withStore(surroundings, values, configuration, store => explain(store.audit, traceId))
    if (values.json === true) ui.json(explanation)
    else if (explanation.request.length > 0) ui.say(tell(explanation))
    else ui.failure('The audit table has no rows of this request.', nothing)
    return explanation.request.length === 0 ? 1 : 0
  },
}

const nothing =
  'A request that succeeds leaves rows only for actions, such as a login. A refusal leaves one if auditRefusals is on. Rows older than auditRetention may be deleted.'

interface AuditReading {
  findByTrace(traceId: string): Promise<readonly AuditEntry[]>
  findBySession(sid: string): Promise<readonly AuditEntry[]>
}

async function explain(audit: AuditReading, traceId: string): Promise<Explanation> {
  const request = await audit.findByTrace(traceId)
  const sid = request.find(entry => entry.sid !== undefined)?.sid
  const known = sid === undefined ? [] : await audit.findBySession(sid)
  return { traceId, request, session: known.filter(entry => entry.traceId !== traceId) }
}

function tell({ request, session }: Explanation): string[] {
  const story = session.length === 0 ? [] : ['', 'The session of that request:', ...session.map(tellEntry)]
  return [...request.map(tellEntry), ...story]
}

function tellEntry(entry: AuditEntry): string {
  const { at, code, userId, address, actor } = entry
  const about = [
    ...(userId === undefined ? [] : [`user ${userId}`]),
    ...(actor === undefined ? [] : [`by ${actor}`]),
    ...(address === undefined || address === '' ? [] : [`from ${address}`]),
    ...(code === undefined ? [] : [`answered ${code}`]),
    ...sayChanges(entry),
  ]
  const why = sayReason(entry)
  const line = `${new Date(at).toISOString()}  ${sayEvent(entry)}${why === undefined ? '.' : `: ${why}`}`
  return printable(about.length === 0 ? line : `${line} (${about.join(', ')})`)
}
