/** `latchkey explain TRACE-ID`: why a request was refused, in words, from the audit table. */
import { isTraceId, readTraceparent } from '../../kernel/trace-context.ts'
import type { AuditEntry } from '../../ports/audit.ts'
import type { Command } from '../command.ts'
import { sayEvent, sayReason } from '../explain/words.ts'
import { loadCommandSettings, withStore } from '../load.ts'
import { printable } from '../ui.ts'

interface Explanation {
  readonly traceId: string
  readonly request: readonly AuditEntry[]
  /** What else is known of the session that the request was about. */
  readonly session: readonly AuditEntry[]
}

export const explainCommand: Command = {
  name: 'explain',
  summary: 'Say why a request was refused.',
  operands: ['TRACE-ID'],
  options: { config: { type: 'string' }, json: { type: 'boolean' } },
  help: [
    ['TRACE-ID', 'the Latchkey-Trace header of the answer, or a traceparent'],
    ['--config FILE', 'the configuration file (latchkey.config.ts unless given)'],
    ['--json', 'the rows, as JSON'],
  ],
  async run(surroundings, values) {
    const { ui } = surroundings
    const given = String(values['TRACE-ID'])
    const traceId = isTraceId(given) ? given : readTraceparent(given)
    if (traceId === undefined) {
      ui.failure(`"${printable(given)}" is no trace id.`, 'It is what the header Latchkey-Trace holds: 32 hex digits.')
      return 2
    }
    const settings = await loadCommandSettings(surroundings, values)
    const explanation = await withStore(surroundings, settings, store => explain(store.audit, traceId))
    if (values.json === true) ui.json(explanation)
    else if (explanation.request.length > 0) ui.say(tell(explanation).join('\n'))
    else ui.failure('The audit table has nothing of that request.', nothing)
    return explanation.request.length === 0 ? 1 : 0
  },
}

const nothing =
  'Requests that succeed leave rows only for actions (a login, a logout); refusals leave theirs while auditRefusals is on and until auditRetention is over.'

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
  const { at, code, userId, address } = entry
  const whom = [
    ...(userId === undefined ? [] : [`user ${userId}`]),
    ...(address === undefined || address === '' ? [] : [`from ${address}`]),
    ...(code === undefined ? [] : [`answered ${code}`]),
  ]
  const why = sayReason(entry)
  const line = `${new Date(at).toISOString()}  ${sayEvent(entry)}${why === undefined ? '.' : `: ${why}`}`
  return printable(whom.length === 0 ? line : `${line} (${whom.join(', ')})`)
}
