/** Sign-in with other providers: what the feature adds to an installation. auth.ts lists it. */
import type { Clock } from '../../ports/clock.ts'
import type { Random } from '../../ports/random.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Store } from '../../store.ts'
import type { Needs } from '../../system.ts'
import { createSocialProviders } from './create-providers.ts'
import { createSeal } from './seal.ts'

export { socialEndpoints } from './endpoints/social-endpoints.ts'

interface Given {
  readonly settings: Settings
  readonly store: Store
  readonly clock: Clock
  readonly random: Random
}

export function socialParts({ settings, store, clock, random }: Given): Needs<'socialAccounts' | 'social' | 'seal'> {
  return {
    socialAccounts: store.socialAccounts,
    social: createSocialProviders(settings, { clock, fetch: globalThis.fetch }),
    seal: createSeal(settings.secretKey, random),
  }
}
