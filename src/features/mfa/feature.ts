/** Second factors: what the feature adds to an installation. auth.ts lists it. */
import type { Clock } from '../../ports/clock.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Store } from '../../store.ts'
import type { Needs } from '../../system.ts'
import { createSecondFactors } from './gate.ts'

export { mfaEndpoints } from './endpoints/mfa-endpoints.ts'

interface Given {
  readonly settings: Settings
  readonly store: Pick<Store, 'factors'>
  readonly clock: Clock
}

export function mfaParts({ settings, store: { factors }, clock }: Given): Needs<'factors' | 'secondFactors'> {
  return { factors, secondFactors: createSecondFactors({ settings, factors, clock }) }
}
