/**
 * Signs what tokens will say. A key that is here signs at once, and nothing is waited for; one that a service has answers
 * later, so callers await, and sign before the store commits what the tokens stand for.
 */
import type { IssuingKey } from '../keys/key.ts'
import { signingInput } from './codec.ts'
import { defaultMaximumLength } from './compact.ts'
import type { MintedToken, UnsignedToken } from './minted-token.ts'
import type { TokenPair, UnsignedPair } from './token-pair.ts'
import type { TokenNeeds } from './token-settings.ts'

type Needed = Pick<TokenNeeds, 'keyring' | 'settings'>

/** Goes on at once with what a key that is here has signed: no turn of the event loop lies between, and no order changes. */
export function whenSigned<T, R>(signed: T | Promise<T>, then: (signed: T) => R): R | Promise<R> {
  return signed instanceof Promise ? signed.then(then) : then(signed)
}

/** Rejects with `signer_unavailable`. */
export function signToken({ keyring, settings }: Needed, token: UnsignedToken): MintedToken | Promise<MintedToken> {
  const { signing } = keyring
  const input = signingInput(token.claims, signing, settings.jsonEncoder)
  return whenSigned(signing.sign(input), signature => finish(token, input, signature))
}

/** Both at the same time. Rejects with `signer_unavailable`. */
export function signPair(needs: Needed, { access, refresh }: UnsignedPair): TokenPair | Promise<TokenPair> {
  const { signing } = needs.keyring
  const { jsonEncoder } = needs.settings
  // Both before anything is signed: claims that JSON cannot write ask no service.
  const inputs: Inputs = [
    signingInput(refresh.claims, signing, jsonEncoder),
    signingInput(access.claims, signing, jsonEncoder),
  ]
  const signatures = signBoth(signing, inputs)
  const pairOf = ([ofRefresh, ofAccess]: Inputs): TokenPair => ({
    refresh: finish(refresh, inputs[0], ofRefresh),
    access: finish(access, inputs[1], ofAccess),
  })
  return whenSigned(signatures, pairOf)
}

type Inputs = readonly [refresh: string, access: string]

function signBoth(key: IssuingKey, [refresh, access]: Inputs): Inputs | Promise<Inputs> {
  const [first, second] = [key.sign(refresh), key.sign(access)]
  return typeof first === 'string' && typeof second === 'string' ? [first, second] : Promise.all([first, second])
}

/** Its reader would refuse a longer one: the account would have tokens that nothing accepts. */
function finish({ claims, jti, iat, exp }: UnsignedToken, input: string, signature: string): MintedToken {
  const text = `${input}.${signature}`
  if (text.length <= defaultMaximumLength) return { text, claims, jti, iat, exp }
  throw new RangeError(`the claims make a token of ${text.length} characters; ${defaultMaximumLength} is the maximum`)
}
