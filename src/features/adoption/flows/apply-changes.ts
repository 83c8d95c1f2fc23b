/**
 * Writes what changed at Django, some hundred users at a time. A user may take the name that another one gives up in a
 * later piece, so those that were refused are tried again, all together, once everything else is there.
 */
import type { UserId } from '../../../kernel/user-id.ts'
import type { AdoptedUser } from '../adopted-user.ts'
import type { AdoptionParts, RefusedUser } from '../parts.ts'
import type { AppliedChanges } from '../store.ts'
import type { Difference } from './compare-users.ts'
import { createRenewal } from './hold-work.ts'

export type Totals = Omit<AppliedChanges, 'refused'> & { readonly refused: readonly RefusedUser[] }

export interface Applying {
  add(difference: Difference): Promise<void>
  /** Writes what waits. */
  flush(): Promise<void>
  /** The same, and tries those again that were refused. */
  end(): Promise<Totals>
}

export const usersOfPiece = 2000

/** `sameAt`: when both sides were the same, in ms since 1970. */
export function startApplying(parts: AdoptionParts, sameAt?: number): Applying {
  const waiting: { put: AdoptedUser[]; gone: UserId[] } = { put: [], gone: [] }
  const refused = new Map<UserId, { readonly user: AdoptedUser | undefined; readonly reason: RefusedUser['reason'] }>()
  const renew = createRenewal(parts)
  const totals = { created: 0, changed: 0, deleted: 0, ended: 0 }

  async function write(put: readonly AdoptedUser[], gone: readonly UserId[]): Promise<number> {
    await renew()
    const applied = await parts.store.apply({ put, gone, now: parts.clock.now(), sameAt, worker: parts.worker })
    for (const name of ['created', 'changed', 'deleted', 'ended'] as const) totals[name] += applied[name]
    for (const { id, reason } of applied.refused) refused.set(id, { user: put.find(user => user.id === id), reason })
    return applied.refused.length
  }

  async function flush(isLast: boolean): Promise<void> {
    while (waiting.put.length + waiting.gone.length >= (isLast ? 1 : usersOfPiece)) {
      const gone = waiting.gone.splice(0, usersOfPiece)
      await write(waiting.put.splice(0, usersOfPiece - gone.length), gone)
    }
  }

  return {
    async add({ put, gone }) {
      for (const user of put) waiting.put.push(user)
      for (const id of gone) waiting.gone.push(id)
      await flush(false)
    },
    flush: () => flush(true),
    async end() {
      await flush(true)
      for (let before = Number.POSITIVE_INFINITY; refused.size > 0 && refused.size < before; ) {
        before = refused.size
        const again = [...refused]
        refused.clear()
        await write(
          again.flatMap(([, { user }]) => user ?? []),
          again.flatMap(([id, { user }]) => (user === undefined ? [id] : [])),
        )
      }
      return { ...totals, refused: [...refused].map(([id, { reason }]) => ({ id, reason })) }
    },
  }
}
