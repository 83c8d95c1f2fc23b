/** Verifies with keys that the service has, by WebCrypto: no network, no database, nothing of Node. */
import type { Jwks } from '../../keys/jwk-members.ts'
import type { Claims } from '../../tokens/token.ts'
import type { RevocableChecks } from '../check.ts'
import { optionNames, refuseOptions, safetyOptions, type VerifiedToken } from '../options.ts'
import { createWebCheck } from './web-check.ts'
import { createVerifyingKeyring, keyringFromJwks, type WebKeyOptions, type WebKeyring } from './web-keyring.ts'

/** The options of `latchkey/verify`, with keys of WebCrypto. */
export interface WebVerifierOptions<Output = Claims> extends RevocableChecks<Output> {
  /** A JWK set, a list of keys, or a keyring. */
  readonly keys: Jwks | readonly WebKeyOptions[] | WebKeyring
}

/** Verifies a token. Rejects with an AuthError for one that is not valid. */
export interface WebVerifier<Output = Claims> {
  (token: string): Promise<VerifiedToken<Output>>
  /**
   * Imports the keys now instead of with the first token. Rejects with a `KeyringError` for keys that only the platform
   * can refuse, such as a point that is not on its curve; so does every token then.
   */
  ready(): Promise<void>
}

/**
 * ```ts
 * const verify = createVerifier({
 *   keys: await (await fetch('/jwks.json')).json(),
 *   issuer: 'https://auth.example.com', audience: 'orders', tokenType: 'access', leeway: '5s',
 * })
 * const { userId } = await verify(token)   // rejects with AuthError: 401, with SimpleJWT's body
 * ```
 */
export function createVerifier<Output = Claims>(options: WebVerifierOptions<Output>): WebVerifier<Output> {
  refuseOptions('createVerifier', options, [...optionNames, 'revocations'], ['keys', ...safetyOptions])
  const keyring = ringOf(options.keys)
  const verify = createWebCheck('createVerifier', options, () => keyring.open())
  const ready = async () => void (await keyring.open())
  return Object.assign(verify, { ready })
}

function ringOf(keys: WebVerifierOptions['keys']): WebKeyring {
  if (isList(keys)) return createVerifyingKeyring(keys)
  return 'open' in keys && typeof keys.open === 'function' ? keys : keyringFromJwks(keys as Jwks)
}

/** `Array.isArray` does not narrow readonly lists. */
function isList(keys: WebVerifierOptions['keys']): keys is readonly WebKeyOptions[] {
  return Array.isArray(keys)
}
