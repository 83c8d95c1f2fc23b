/** The bridge to a Django whose accounts or tokens this database shares: only where one is moved in. */
import { type Bridge, createBridge } from '../features/adoption/bridge/bridge.ts'
import { type AdoptionState, isBridged } from '../features/adoption/state.ts'
import type { Clock } from '../ports/clock.ts'
import type { Events } from '../ports/events.ts'
import type { Timer } from '../ports/timer.ts'
import type { SessionStore } from '../sessions/store.ts'
import { ConfigurationError, type ConfigurationFault } from '../settings/configuration-error.ts'
import { hasWeakSigningKey } from '../settings/rules/keys.ts'
import type { Settings } from '../settings/settings.ts'
import type { Store } from '../store.ts'
import { openDjangoOf } from './open-django.ts'

interface Given {
  readonly settings: Settings
  readonly store: Store
  readonly sessions: SessionStore
  readonly clock: Clock
  readonly timer: Timer
  readonly events: Events
}

/** `undefined`: the settings name no Django. Throws ConfigurationError where the database needs another configuration. */
export async function openBridge(given: Given): Promise<Bridge | undefined> {
  const { settings, store, events } = given
  const state = await store.adoption.state()
  const faults = findAdoptionFaults(settings, state)
  if (faults.length > 0) throw new ConfigurationError(faults)
  if (hasWeakSigningKey(settings)) events.emit({ name: 'keys.weak', data: { fix: weakKeyFix } })
  if (settings.djangoDatabaseUrl === undefined) return undefined
  const url = settings.djangoDatabaseUrl.reveal()
  return createBridge({ ...given, state, open: mapping => openDjangoOf(url, mapping) })
}

/** What a server with these settings would do to a database that is in this state. */
export function findAdoptionFaults(settings: Settings, state: AdoptionState | undefined): ConfigurationFault[] {
  const fault = (setting: 'djangoDatabaseUrl' | 'signingKey', what: string, fix: string): ConfigurationFault => ({
    setting,
    source: 'the database',
    what,
    fix,
  })
  const faults: ConfigurationFault[] = []
  if (isBridged(state) && settings.djangoDatabaseUrl === undefined) {
    faults.push(
      fault(
        'djangoDatabaseUrl',
        `is not set, and this database shares accounts and tokens with a Django at ${state?.place}: two that number accounts with one key open each other's (account takeover), and what is spent there would be taken here (token replay)`,
        'set LATCHKEY_DJANGO_DATABASE_URL to its database, or end the adoption: latchkey adopt finish',
      ),
    )
  }
  if (hasWeakSigningKey(settings) && !isBridged(state)) {
    faults.push(
      fault(
        'signingKey',
        state === undefined
          ? 'is weak, and accepted only while a Django project is moved in, which has not begun'
          : 'is weak, and Django verifies with it no more',
        state === undefined ? 'begin: latchkey adopt django URL' : weakKeyFix,
      ),
    )
  }
  return faults
}

/** The way out, from `adopt finish` on. */
export const weakKeyFix =
  "it signs only while Django verifies; then make a strong key (npx latchkey keys generate), set keyId, and list this one: previousKeys: [{ kid: 'django', key: ..., takesUnnamed: true, until: ... }], until the last token that it signed has expired"
