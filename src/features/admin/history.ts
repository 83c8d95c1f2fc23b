/** Rows of the audit table as an operator reads them. */
import { z } from 'zod'
import { loginName } from '../../flows/attempt-login.ts'
import { instantOf } from '../../kernel/instant.ts'
import { parseUserId } from '../../kernel/user-id.ts'
import type { AuditEntry } from '../../ports/audit.ts'
import type { Needs } from '../../system.ts'

const userId = z.union([z.int(), z.string()])

export const historyOutput = z.object({
  id: z.int().nullable(),
  at: z.iso.datetime(),
  event: z.string(),
  actor: z
    .object({ id: userId.nullable(), name: z.string() })
    .nullable()
    .describe('Absent: the owner of the account, or a request.'),
  user_id: userId.nullable(),
  sid: z.string().nullable(),
  subject: z.string().nullable(),
  reason: z.string().nullable(),
  code: z.string().nullable(),
  changes: z.record(z.string(), z.array(z.unknown())).nullable(),
  address: z.string().nullable(),
  trace: z.string().nullable(),
})

type Listed = AuditEntry & { readonly id?: number }

/** With the login names of those who acted, each looked up once. */
export async function showHistory(system: Needs<'users' | 'settings'>, entries: readonly Listed[]) {
  const actors = [...new Set(entries.flatMap(({ actor }) => actor ?? []))]
  const shown = new Map(await Promise.all(actors.map(async actor => [actor, await showActor(system, actor)] as const)))
  return entries.map(entry => ({
    id: entry.id ?? null,
    at: instantOf(new Date(entry.at)),
    event: entry.event,
    actor: entry.actor === undefined ? null : (shown.get(entry.actor) ?? null),
    user_id: entry.userId ?? null,
    sid: entry.sid ?? null,
    subject: entry.subject ?? null,
    reason: entry.reason ?? null,
    code: entry.code ?? null,
    changes: entry.changes ?? null,
    address: entry.address ?? null,
    trace: entry.traceId ?? null,
  }))
}

/** `cli:root` is no user's id: no id has a colon. An account that was deleted keeps its id. */
export async function showActor({ users, settings }: Needs<'users' | 'settings'>, actor: string) {
  const id = actor.includes(':') ? undefined : parseUserId(actor)
  const user = id === undefined ? undefined : await users.findById(id)
  return { id: id ?? null, name: user === undefined ? actor : loginName(settings, user) }
}
