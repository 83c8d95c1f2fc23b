/** Gives a copy up before the switch. Accounts that were copied stay, and belong to Latchkey from here on. */
import { AdoptionError } from '../adoption-error.ts'
import type { AdoptionParts } from '../parts.ts'

export interface Aborted {
  readonly kind: 'aborted' | 'nothing'
  readonly place: string | undefined
  /** How many accounts are here. */
  readonly users: number
}

/** Throws `adoption_phase` once Latchkey is in charge, and while a switch is under way. */
export async function abortAdoption({ store, clock }: Pick<AdoptionParts, 'store' | 'clock'>): Promise<Aborted> {
  const state = await store.state()
  const users = await store.countUsers()
  if (state === undefined) return { kind: 'nothing', place: undefined, users }
  if (state.phase === 'switched' || state.phase === 'finished') {
    throw new AdoptionError(
      'adoption_phase',
      'Latchkey writes users already.',
      state.phase === 'finished' ? 'Nothing is left to give up.' : 'The way back is: latchkey adopt rollback',
    )
  }
  if (state.phase === 'switching' && (state.worker?.until ?? 0) > clock.now()) {
    throw new AdoptionError(
      'adoption_busy',
      `${state.worker?.id} switches just now.`,
      'Wait, and see: latchkey adopt status',
    )
  }
  if (await store.setState(state.phase, undefined)) return { kind: 'aborted', place: state.place, users }
  throw new AdoptionError('adoption_busy', 'Another process changed the phase just now.', 'See: latchkey adopt status')
}
