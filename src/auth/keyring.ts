/** The key ring that settings describe; also the command line makes it, to look at keys without a store. */
import { createKeyring, type Keyring } from '../keys/keyring.ts'
import type { Settings } from '../settings/settings.ts'

/** The keyring of the settings. Throws KeyringError when it cannot sign. */
export function createKeyringOf(settings: Settings): Keyring {
  const { algorithm, signingKey, secretKey, verifyingKey, keyId, previousKeys } = settings
  return createKeyring({
    algorithm,
    signingKey: (signingKey ?? secretKey).reveal(),
    verifyingKey,
    kid: keyId,
    previous: previousKeys,
  })
}
