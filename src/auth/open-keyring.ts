/**
 * The key ring of a server: that of the settings, or, with `keyRotation`, one that follows the keys of the store. Then the
 * key of the settings is the first of them: it goes on until the next one has taken its place.
 */
import { followKeys, keepKeys, readKeys } from '../flows/follow-keys.ts'
import type { FollowedKeys } from '../keys/followed-keys.ts'
import type { Keyring } from '../keys/keyring.ts'
import type { ManagedKey } from '../keys/managed-key.ts'
import type { ManagedKeyStore } from '../keys/managed-key-store.ts'
import { createManagedKeyring, type ManagedKeyring } from '../keys/managed-keyring.ts'
import { readPublicKey } from '../keys/sealed-key.ts'
import { fingerprintOf } from '../keys/settings-key.ts'
import { ConfigurationError, type ConfigurationFault } from '../settings/configuration-error.ts'
import type { Settings } from '../settings/settings.ts'
import type { Needs } from '../system.ts'
import { checkSigner } from './check-signer.ts'
import { createKeyringOf, endsOf } from './keyring.ts'

type Given = Needs<'settings' | 'clock' | 'timer' | 'random' | 'events'> & { readonly signingKeys: ManagedKeyStore }

export interface OpenedKeyring {
  readonly keyring: Keyring
  /** `undefined`: the keys are those of the settings. */
  readonly keys: FollowedKeys | undefined
}

/** Throws ConfigurationError where the store has keys that these settings cannot use. */
export async function openKeyring(given: Given): Promise<OpenedKeyring> {
  const { settings, clock, timer } = given
  const ofSettings = createKeyringOf(settings, { clock, timer })
  if (settings.keyRotation === undefined) {
    await refuseForgotten(given, ofSettings)
    await checkSigner(given, ofSettings.signing)
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

/**
 * Signing with the key of the settings again would make tokens that the other nodes refuse. Where a signer takes over, the
 * settings have to go on verifying what the keys of the database signed.
 */
async function refuseForgotten({ settings, signingKeys, clock }: Given, ring: Keyring): Promise<void> {
  const now = clock.now()
  const inUse = (await signingKeys.list()).filter(
    ({ fingerprint, retiredAt = Number.POSITIVE_INFINITY }) => fingerprint === undefined && retiredAt > now,
  )
  const missing = settings.signer === undefined ? inUse : inUse.filter(key => !isVerified(ring, key))
  if (missing.length === 0) return
  const names = missing.map(({ kid }) => kid).join(', ')
  throw new ConfigurationError([
    settings.signer === undefined
      ? fault(
          'keyRotation',
          `is not set, and this database signs with ${inUse.length === 1 ? 'a key' : `${inUse.length} keys`} of its own`,
          "set it to what it was, or to 'manual', which changes no key",
        )
      : fault(
          'previousKeys',
          `does not have keys of this database whose tokens are still accepted: ${names}`,
          'list their public halves there, as /.well-known/jwks.json has them, or retire them before (latchkey keys retire)',
        ),
  ])
}

/** Whether the settings verify the tokens of this key of the store. */
function isVerified(ring: Keyring, row: ManagedKey): boolean {
  const [mine, theirs] = [ring.find(row.kid), readPublicKey(row)]
  return mine !== undefined && theirs !== undefined && fingerprintOf(mine) === fingerprintOf(theirs)
}

function fault(setting: 'secretKey' | 'keyRotation' | 'previousKeys', what: string, fix: string): ConfigurationFault {
  return { setting, source: 'the database', what, fix }
}
