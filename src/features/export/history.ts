/**
 * What happened to an account, as its owner may know it. An operator is another person: that one acted is said, and neither
 * who it was nor from where. The inner reasons are for operators, too.
 */
import { z } from 'zod'
import { instantOf } from '../../kernel/instant.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { AuditEntry } from '../../ports/audit.ts'

export const historyOutput = z.object({
  at: z.iso.datetime(),
  event: z.string(),
  by_operator: z.boolean().describe('Otherwise a request, of the owner or of whom the owner may want to know about.'),
  session: z.string().nullable(),
  code: z.string().nullable().describe('Of the refusal, where it was one.'),
  changes: z.record(z.string(), z.array(z.unknown())).nullable().describe('Old before new.'),
  address: z.string().nullable().describe('From where; never that of an operator.'),
})

/** `hidden`: members that the owner is not shown. */
export function showEntry(entry: AuditEntry, userId: UserId, hidden: readonly string[]) {
  const byOperator = entry.actor !== undefined && entry.actor !== String(userId)
  const changes = Object.entries(entry.changes ?? {}).filter(([name]) => !hidden.includes(name))
  return {
    at: instantOf(new Date(entry.at)),
    event: entry.event,
    by_operator: byOperator,
    session: entry.sid ?? null,
    code: entry.code ?? null,
    changes: changes.length === 0 ? null : Object.fromEntries(changes),
    address: byOperator ? null : entry.address || null,
  }
}
