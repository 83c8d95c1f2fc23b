/**
 * How far the adoption is, as this process knows it. A phase that a command writes reaches every server within half a
 * second, and none has to be started anew.
 */
import { singleFlight } from '../../../kernel/single-flight.ts'
import type { Clock } from '../../../ports/clock.ts'
import { type AdoptionState, isBridged, isDjangoInCharge } from '../state.ts'
import type { AdoptionStore } from '../store.ts'

export interface AdoptionPhase {
  /** No older than half a second. */
  current(): Promise<AdoptionState | undefined>
  /** As of this moment. */
  read(): Promise<AdoptionState | undefined>
  /** As of the last reading. */
  readonly known: AdoptionState | undefined
  isBridged(): Promise<boolean>
  isDjangoInCharge(): Promise<boolean>
}

const allowanceMs = 500

export function createAdoptionPhase(
  adoption: Pick<AdoptionStore, 'state'>,
  clock: Clock,
  first: AdoptionState | undefined,
): AdoptionPhase {
  const elapsed = () => clock.elapsed?.() ?? clock.now()
  let known = first
  let readAt = elapsed()
  const read = singleFlight(async () => {
    const startedAt = elapsed()
    known = await adoption.state()
    readAt = startedAt
    return known
  })
  const current = async () => {
    const age = elapsed() - readAt
    return age >= 0 && age <= allowanceMs ? known : await read()
  }
  return {
    current,
    read,
    get known() {
      return known
    },
    isBridged: async () => isBridged(await current()),
    isDjangoInCharge: async () => isDjangoInCharge(await current()),
  }
}
