/** `latchkey audit list`: who did what to whom, from where; page by page, newest first. */

import { withoutFormula, writeCsv } from '../../../kernel/csv.ts'
import {
  type AuditLog,
  type AuditPage,
  type AuditQuery,
  type AuditRecord,
  mostAuditListed,
} from '../../../ports/audit.ts'
import { AuthError } from '../../../problems.ts'
import { configHelp } from '../../accounts.ts'
import type { Command } from '../../command.ts'
import { loadCommand, withStore } from '../../load.ts'
import type { Ui } from '../../ui.ts'
import { auditQueryOf, lookUpNames, mostRows } from './list-query.ts'

export const auditListCommand: Command = {
  name: 'audit list',
  summary: 'List what was done, and what was refused.',
  options: {
    config: { type: 'string' },
    user: { type: 'string' },
    actor: { type: 'string' },
    event: { type: 'string' },
    code: { type: 'string' },
    address: { type: 'string' },
    trace: { type: 'string' },
    session: { type: 'string' },
    group: { type: 'string' },
    'api-key': { type: 'string' },
    subject: { type: 'string' },
    since: { type: 'string' },
    before: { type: 'string' },
    limit: { type: 'string' },
    after: { type: 'string' },
    csv: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  help: [
    ['--user USER', 'what happened to the account: its login name or its id (id:7), which a deleted one has, too'],
    ['--actor USER', 'what an operator did: likewise, or cli:NAME for a user of the machine'],
    ['--event NAME', 'only this event, such as user.changed'],
    ['--code CODE', 'only refusals that were answered with this error code'],
    ['--address ADDRESS', 'only from this address'],
    ['--trace TRACE-ID', 'only one request'],
    ['--session ID', 'only one session'],
    ['--group NAME', 'what happened to the group, its members and its permissions'],
    ['--api-key ID', 'what happened to the key'],
    ['--subject TEXT', 'as rows have it: group:7 for a group that is gone'],
    ['--since DATE', 'then or later: 2026-11-28, or with a time in UTC; likewise --before'],
    ['--limit NUMBER', `at most this many: 100 by default, up to ${mostRows}`],
    ['--after CURSOR', 'the next page: the cursor that this one ends with'],
    configHelp,
    ['--csv', 'the rows for a spreadsheet'],
    ['--json', '{"next", "results"}'],
  ],
  async run(surroundings, values) {
    const { ui } = surroundings
    const query = auditQueryOf(values)
    if (typeof query === 'string') {
      ui.failure(query, 'See: latchkey audit list --help')
      return 2
    }
    const configuration = await loadCommand(surroundings, values)
    try {
      const page = await withStore(surroundings, values, configuration, async store => {
        const names = await lookUpNames(store, values)
        return typeof names === 'string' ? names : await fill(store.audit, { ...query, ...names })
      })
      if (typeof page === 'string') ui.failure(page, missing)
      else tell(ui, page, values)
      return typeof page === 'string' ? 1 : 0
    } catch (error) {
      if (!(error instanceof AuthError) || error.code !== 'invalid_cursor') throw error
      ui.failure('--after is not a cursor of this list.', 'Take it from a page with the same filters.')
      return 2
    }
  },
}

const missing = 'What is gone is found by its id: --user id:7, --subject group:7'

/** Page by page, until there are as many as were asked for. */
async function fill(audit: Pick<AuditLog, 'list'>, query: AuditQuery): Promise<AuditPage> {
  const entries: AuditRecord[] = []
  let next = query.cursor
  do {
    const limit = Math.min(query.limit - entries.length, mostAuditListed)
    const page: AuditPage = await audit.list({ ...query, cursor: next, limit })
    entries.push(...page.entries)
    next = page.next
  } while (next !== undefined && entries.length < query.limit)
  return { entries, next }
}

function tell(
  ui: Ui,
  { entries, next }: AuditPage,
  { json, csv }: { readonly json?: unknown; readonly csv?: unknown },
) {
  if (json === true) return ui.json({ next: next ?? null, results: entries.map(toJson) })
  if (csv === true) ui.say([Object.keys(toJson(blank)), ...entries.map(cellsOf)].map(line))
  else if (entries.length === 0) ui.say('There are no such rows.')
  else ui.table(['at', 'event', 'user', 'actor', 'about', 'why', 'changes', 'address'], entries.map(rowOf))
  if (next !== undefined) ui.hint(`There are more: --after ${next}`)
}

function toJson(entry: AuditRecord) {
  const { id, at, event, userId, actor, subject, sid, reason, code, changes, address, traceId, place, digest } = entry
  const facts = { user_id: userId, actor, subject, sid, reason, code, changes, address, trace: traceId, place, digest }
  const all = Object.entries(facts).map(([name, value]) => [name, value ?? null])
  return { id, at: new Date(at).toISOString(), event, ...Object.fromEntries(all) }
}

const blank: AuditRecord = { id: 0, at: 0, event: '' }

function cellsOf(entry: AuditRecord): readonly string[] {
  return Object.values(toJson(entry)).map(value => {
    if (value === null) return ''
    return typeof value === 'object' ? JSON.stringify(value) : String(value)
  })
}

function line(cells: readonly string[]): string {
  return writeCsv(cells.map(withoutFormula)).trimEnd()
}

function rowOf({ at, event, userId, actor, subject, sid, reason, code, changes, address }: AuditRecord) {
  const changed = Object.entries(changes ?? {}).map(([name, [old, now]]) => `${name}: ${short(old)} -> ${short(now)}`)
  const why = [reason, code === reason ? undefined : code].filter(text => text !== undefined).join(', ')
  const words = [userId, actor, subject ?? sid, why].map(value => String(value ?? ''))
  return [new Date(at).toISOString(), event, ...words, changed.join(', '), address ?? '']
}

function short(value: unknown): string {
  return JSON.stringify(value) ?? ''
}
