/** The key ring as operators see it, in a page or in a terminal. Nothing of a secret or private key is in it. */
import { hideUserinfo } from '../../kernel/hide-userinfo.ts'
import type { VerifyingKey } from '../../keys/key.ts'
import type { SettingName } from '../../settings/settings.ts'
import { sourcesOf } from '../../settings/sources.ts'
import type { System } from '../../system.ts'

type Parts = Pick<System, 'settings' | 'keyring'>

/** The key that signs comes first. */
export function showKeys(parts: Parts) {
  const { jwkUrl } = parts.settings
  return {
    results: parts.keyring.keys.map(key => showKey(parts, key)),
    jwk_url: jwkUrl === undefined ? null : hideUserinfo(jwkUrl),
  }
}

function showKey({ settings, keyring }: Parts, key: VerifyingKey) {
  const isSigning = key === keyring.signing
  const sources = sourcesOf(settings)
  const given: SettingName = isSigning
    ? sources?.has('signingKey') === true
      ? 'signingKey'
      : 'secretKey'
    : 'previousKeys'
  return {
    kid: key.kid ?? null,
    algorithm: key.algorithm.name,
    use: isSigning ? 'signing' : 'verifying',
    takes_unnamed: keyring.find(undefined) === key,
    setting: given,
    source: sources?.get(given)?.source ?? null,
  }
}
