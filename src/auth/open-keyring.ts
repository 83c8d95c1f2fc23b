/**
 * The key ring of a server: that of the settings, or, with `keyRotation`, one that follows the keys of the store. Then the
 * key of the settings is the first of them: it goes on until the next one has taken its place.
 */
import { followKeys, keepKeys, readKeys } from '../flows/follow-keys.ts'
import type { FollowedKeys } from '../keys/followed-keys.ts'
import type { Keyring } from '../keys/keyring.ts'
import type { ManagedKeyStore } from '../keys/managed-key-store.ts'
import { createManagedKeyring, type ManagedKeyring } from '../keys/managed-keyring.ts'
import { ConfigurationError, type ConfigurationFault } from '../settings/configuration-error.ts'
import type { Settings } from '../settings/settings.ts'
import type { Needs } from '../system.ts'
import { createKeyringOf, endsOf } from './keyring.ts'

type Given = Needs<'settings' | 'clock' | 'timer' | 'random' | 'events'> & { readonly signingKeys: ManagedKeyStore }

export interface OpenedKeyring {
  readonly keyring: Keyring
  /** `undefined`: the keys are those of the settings. */
  readonly keys: FollowedKeys | undefined
}

/** Throws ConfigurationError where the store has keys that these settings cannot use. */
export async function openKeyring(given: Given): Promise<OpenedKeyring> {
  const { settings, clock, signingKeys } = given
  const ofSettings = createKeyringOf(settings, clock)
  if (settings.keyRotation === undefined) {
    await refuseForgotten(signingKeys, clock.now())
    return { keyring: ofSettings, keys: undefined }
  }
  const ring = createRing(settings, clock, ofSettings)
  const parts = { ...given, ring, founding: ofSettings.signing }
  await readKeys(parts)
  refuseUnopened(ring)
  await keepKeys(parts)
  return { keyring: ring, keys: followKeys(parts) }
}

function createRing(settings: Settings, clock: Given['clock'], ofSettings: Keyring): ManagedKeyring {
  return createManagedKeyring({ settings, clock, ofSettings, ends: endsOf(settings) })
}

/** A server that cannot open the key which signs would sign with one that the others may have retired. */
function refuseUnopened(ring: ManagedKeyring): void {
  const unopened = ring.unopened()
  if (unopened.length === 0) return
  throw new ConfigurationError([
    fault(
      'secretKey',
      `opens none of the keys that this database signs with (${unopened.join(', ')}): they were sealed under another one`,
      "list the secretKey from before in previousKeys, as { kid: 'sealing-key', key }, then run: latchkey keys reseal",
    ),
  ])
}

/** Signing with the key of the settings again would make tokens that the other nodes refuse. */
async function refuseForgotten(signingKeys: ManagedKeyStore, now: number): Promise<void> {
  const inUse = (await signingKeys.list()).filter(
    ({ fingerprint, retiredAt = Number.POSITIVE_INFINITY }) => fingerprint === undefined && retiredAt > now,
  )
  if (inUse.length === 0) return
  throw new ConfigurationError([
    fault(
      'keyRotation',
      `is not set, and this database signs with ${inUse.length === 1 ? 'a key' : `${inUse.length} keys`} of its own`,
      "set it to what it was, or to 'manual', which changes no key",
    ),
  ])
}

function fault(setting: 'secretKey' | 'keyRotation', what: string, fix: string): ConfigurationFault {
  return { setting, source: 'the database', what, fix }
}
