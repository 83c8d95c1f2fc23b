/** Sign-in with other providers: what the feature adds to an installation. auth.ts lists it. */
import type { Clock } from '../../ports/clock.ts'
import type { Events } from '../../ports/events.ts'
import type { Timer } from '../../ports/timer.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Store } from '../../store.ts'
import type { Needs } from '../../system.ts'
import { createSocialProviders } from './create-providers.ts'

export { socialEndpoints } from './endpoints/social-endpoints.ts'

interface Given {
  readonly settings: Settings
  readonly store: Store
  readonly clock: Clock
  readonly timer: Timer
  readonly events: Events
}

export function socialParts(given: Given): Needs<'socialAccounts' | 'social' | 'linkedProviders'> {
  const { settings, store, clock, timer, events } = given
  return {
    socialAccounts: store.socialAccounts,
    social: createSocialProviders(settings, { clock, timer, events, fetch: globalThis.fetch }),
    linkedProviders: async userId => {
      const linked = await store.socialAccounts.listOf(userId)
      // A provider that the settings no longer have is no way in.
      return linked.map(({ provider }) => provider).filter(name => Object.hasOwn(settings.social, name))
    },
  }
}
