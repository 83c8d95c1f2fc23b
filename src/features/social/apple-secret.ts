/** Apple's client secret: a JWT signed with the key from the developer account. A new one for each use, so it never expires. */
import { createKeyring } from '../../keys/keyring.ts'
import type { Clock } from '../../ports/clock.ts'
import { encodeCompact } from '../../tokens/codec.ts'
import { clockToleranceSeconds } from './clock-tolerance.ts'
import type { ProviderSettings } from './settings/provider-settings.ts'

const lifetimeSeconds = 300

export function appleSecret({ teamId, keyId, clientId, privateKey, issuer }: ProviderSettings, clock: Clock): string {
  const signingKey = privateKey?.reveal() ?? ''
  const { signing } = createKeyring({ algorithm: 'ES256', signingKey, kid: keyId })
  // Apple refuses a secret from the future, and its clock may be behind ours.
  const iat = Math.floor(clock.now() / 1000) - clockToleranceSeconds
  return encodeCompact({ iss: teamId, sub: clientId, aud: issuer, iat, exp: iat + lifetimeSeconds }, signing)
}
