/**
 * An operator takes a list of accounts along. A row stands before the first account leaves, so that an export which is cut
 * off, also by a crash, is on record; another one says how much was sent.
 */
import type { Actor } from '../../kernel/actor.ts'
import type { AuditChanges } from '../../ports/audit.ts'
import type { Needs } from '../../system.ts'
import { actAs } from './act-as.ts'

type Parts = Needs<'audit' | 'clock' | 'events' | 'origin'>

/** `filters`: which accounts were asked for. Throws `store_unavailable`. */
export async function beginUserExport(
  system: Parts,
  actor: Actor,
  filters: Readonly<Record<string, unknown>>,
): Promise<void> {
  await record(system, actor, 'export.began', { filters: [null, filters] })
  actAs(system, actor).events.emit({ name: 'export.began' })
}

/** `isWhole`: the client took all of it. Throws `store_unavailable`. */
export async function endUserExport(
  system: Parts,
  actor: Actor,
  { rows, isWhole }: { readonly rows: number; readonly isWhole: boolean },
): Promise<void> {
  await record(system, actor, 'export.ended', { rows: [null, rows], isWhole: [null, isWhole] })
  actAs(system, actor).events.emit({ name: 'export.ended', data: { rows, isWhole } })
}

async function record(system: Parts, actor: Actor, event: string, changes: AuditChanges): Promise<void> {
  const { audit, clock, origin } = actAs(system, actor)
  const { address, traceId, actor: name } = origin
  await audit.append([{ event, at: clock.now(), address, traceId, actor: name, changes }])
}
