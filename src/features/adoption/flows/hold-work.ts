/** One process at a time copies, follows or switches. The work is held for some seconds and renewed while it goes on. */
import { AdoptionError } from '../adoption-error.ts'
import type { AdoptionParts } from '../parts.ts'
import { type AdoptionState, isBridged } from '../state.ts'
import { WorkLost } from '../store.ts'
import { rest } from './rest.ts'

/** After that, another process may take the work of one that was killed. */
export const patienceMs = 10_000

/**
 * Takes the work. Of a process that was killed it is waited for; one that is alive renews it, and is left alone. Throws
 * `adoption_busy`, and `adoption_stopped` where it is asked to end while it waits.
 */
export async function takeWork(parts: AdoptionParts): Promise<void> {
  if (await renewOnce(parts)) return
  const holder = (await parts.store.state())?.worker
  if (holder === undefined) throw new WorkLost('no adoption is under way')
  parts.report.remark(`${holder.id} has the work. Waiting ${patienceMs / 1000} seconds whether it is still there.`)
  const until = parts.clock.now() + patienceMs + 1000
  while (parts.clock.now() < until) {
    await rest(parts, 500)
    if (parts.signal?.aborted === true) throw stopped()
    if (await renewOnce(parts)) return
    const { worker } = (await parts.store.state()) ?? {}
    // It renewed: it lives.
    if (worker !== undefined && worker.id === holder.id && worker.until > holder.until) break
  }
  throw new AdoptionError(
    'adoption_busy',
    `${holder.id} copies, follows or switches already.`,
    'One process at a time does. Stop that one first.',
  )
}

/** Throws WorkLost where another process has taken it. */
export async function renewWork(parts: AdoptionParts): Promise<void> {
  if (!(await renewOnce(parts))) throw new WorkLost('another process has the work')
}

const renewEveryMs = 2000

/** Renews it now and then, however often it is called: what is written is checked in its own transaction anyway. */
export function createRenewal(parts: AdoptionParts): () => Promise<void> {
  let renewedAt = Number.NEGATIVE_INFINITY
  return async () => {
    const now = parts.clock.now()
    if (now - renewedAt < renewEveryMs) return
    renewedAt = now
    await renewWork(parts)
  }
}

/** Lets others have it at once. The state may be another one by now: then there is nothing to let go. */
export async function releaseWork({ store, worker }: AdoptionParts): Promise<void> {
  const state = await store.state()
  if (state?.worker?.id === worker) await store.setState(state.phase, { ...state, worker: undefined }, worker)
}

/** Changes the state, as the process that has the work. Throws WorkLost. */
export async function changeState(
  parts: AdoptionParts,
  change: (state: AdoptionState) => AdoptionState,
): Promise<AdoptionState> {
  const { store, clock, worker } = parts
  const state = await store.state()
  if (state === undefined) throw new WorkLost('no adoption is under way')
  const next = { ...change(state), worker: { id: worker, until: clock.now() + patienceMs } }
  if (!(await store.setState(state.phase, next, worker))) throw new WorkLost('another process has the work')
  return next
}

/** Throws `adoption_missing` and `adoption_other_place`. */
export function requireBegun(parts: Pick<AdoptionParts, 'django'>, state: AdoptionState | undefined): AdoptionState {
  if (state === undefined || !isBridged(state)) {
    throw new AdoptionError(
      'adoption_missing',
      state === undefined ? 'No Django was copied into this database.' : 'The adoption is finished.',
      state === undefined ? 'Begin with: latchkey adopt django URL' : 'See: latchkey adopt status',
    )
  }
  requirePlace(parts, state)
  return state
}

export function requirePlace({ django }: Pick<AdoptionParts, 'django'>, { place }: AdoptionState): void {
  if (place === django.place) return
  throw new AdoptionError(
    'adoption_other_place',
    `This database was begun with ${place}, and this is ${django.place}.`,
    'Name that database, or give the copy up first: latchkey adopt abort',
  )
}

export function stopped(): AdoptionError {
  return new AdoptionError('adoption_stopped', 'Stopped.', 'Run it again: it goes on where it was.')
}

function renewOnce({ store, clock, worker }: AdoptionParts): Promise<boolean> {
  const now = clock.now()
  return store.takeWork(worker, now, now + patienceMs)
}
