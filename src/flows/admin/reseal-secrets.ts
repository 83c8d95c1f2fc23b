/**
 * An operator has everything that the database keeps sealed under an earlier `secretKey` sealed under today's. It can be
 * stopped and begun again: what is done is left alone.
 */
import type { Actor } from '../../kernel/actor.ts'
import type { Resealable, SealState } from '../../keys/resealable.ts'
import type { Needs } from '../../system.ts'
import { actAs } from './act-as.ts'

/** How many there are of a kind, by their state before. */
export type SealCounts = Readonly<Record<SealState, number>>

export async function resealSecrets(
  system: Needs<'audit' | 'clock' | 'events' | 'origin'>,
  actor: Actor,
  kinds: readonly Resealable[],
  onProgress: (name: string, counts: SealCounts) => void = () => {},
): Promise<ReadonlyMap<string, SealCounts>> {
  const { audit, clock, events, origin } = actAs(system, actor)
  const all = new Map<string, SealCounts>()
  for (const { name, walk } of kinds) {
    const counts = { current: 0, old: 0, lost: 0 }
    for await (const { state, reseal } of walk()) {
      if (state === 'old') await reseal()
      counts[state] += 1
      onProgress(name, counts)
    }
    all.set(name, counts)
  }
  const sum = (state: SealState) => [...all.values()].reduce((total, counts) => total + counts[state], 0)
  const data = { resealed: sum('old'), lost: sum('lost') }
  const { address, traceId, actor: by } = origin
  const changes = { resealed: [null, data.resealed], lost: [null, data.lost] } as const
  await audit.append([{ event: 'secrets.resealed', at: clock.now(), address, traceId, actor: by, changes }])
  events.emit({ name: 'secrets.resealed', data })
  return all
}
