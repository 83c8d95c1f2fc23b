/** Verifies with keys that the service has: synchronous, no network, no database, no files. */
import { keyringFromJwks } from '../keys/jwks.ts'
import { createVerifyingKeyring, type VerifyingKeyOptions, type VerifyingKeyring } from '../keys/keyring.ts'
import type { Claims } from '../tokens/token.ts'
import { createCheck, type RevocableChecks } from './check.ts'
import { optionNames, refuseOptions, safetyOptions, type VerifiedToken, type VerifierOptions } from './options.ts'

/**
 * ```ts
 * const verify = createVerifier({
 *   keys: JSON.parse(readFileSync('jwks.json', 'utf8')),
 *   issuer: 'https://auth.example.com', audience: 'orders', tokenType: 'access', leeway: '5s',
 * })
 * const { userId } = verify(token)   // throws AuthError: 401, with SimpleJWT's body
 * ```
 */
export function createVerifier<Output = Claims>(
  options: VerifierOptions<Output> & Pick<RevocableChecks<Output>, 'revocations'>,
): (token: string) => VerifiedToken<Output> {
  const maker = 'createVerifier'
  refuseOptions(maker, options, [...optionNames, 'revocations'], ['keys', ...safetyOptions])
  const { revocations } = options
  if (revocations?.isWaitedFor === true)
    throw new TypeError(`${maker}: a feed without an allowance or a stream is waited for; use createRemoteVerifier`)
  const { verify } = createCheck(maker, options, ringOf(options.keys))
  // It cannot wait for a feed that begins to follow again.
  revocations?.keepFollowing()
  return verify
}

function ringOf(keys: VerifierOptions['keys']): VerifyingKeyring {
  if (isList(keys)) return createVerifyingKeyring(keys)
  return 'find' in keys ? keys : keyringFromJwks(keys)
}

/** `Array.isArray` does not narrow readonly lists. */
function isList(keys: VerifierOptions['keys']): keys is readonly VerifyingKeyOptions[] {
  return Array.isArray(keys)
}
