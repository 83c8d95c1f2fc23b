/**
 * Public keys of another issuer (JWK_URL), those for the algorithm of the settings: the publisher does not choose it. They
 * are looked up by `kid` in a published set, which remote-set.ts keeps up to date.
 */
import type { AlgorithmName } from './algorithm-table.ts'
import type { Jwk } from './jwk-members.ts'
import { keyringFromJwks } from './jwks.ts'
import type { VerifyingKeyring } from './keyring.ts'
import { createRemoteSet, type RemoteSetOptions } from './remote-set.ts'
import { sortJwks } from './sort-jwks.ts'
import { algorithmsOf } from './usable-jwks.ts'

export interface RemoteJwksOptions extends Omit<RemoteSetOptions, 'sort'> {
  readonly algorithm: AlgorithmName
}

export interface RemoteJwks extends VerifyingKeyring {
  /**
   * Call it before `find`. Fetches the set where that is needed. `isVouched`: the issuer says that there is this key, so
   * no one has invented its name. Throws `keys_unavailable`.
   */
  prepare(kid: string | undefined, isVouched?: boolean): Promise<void>
}

const emptyKeyring: VerifyingKeyring = { keys: [], find: () => undefined, findByHeader: () => undefined }

export function createRemoteJwks({ algorithm, ...options }: RemoteJwksOptions): RemoteJwks {
  const set = createRemoteSet({ ...options, sort: sortJwks })
  let made: { readonly of: readonly Jwk[]; readonly ring: VerifyingKeyring } | undefined
  const currentRing = () => {
    const { keys } = set
    if (made?.of !== keys) made = { of: keys, ring: ringOf(keys, algorithm) }
    return made.ring
  }
  return {
    get keys() {
      return currentRing().keys
    },
    find: kid => findNamed(currentRing(), kid),
    findByHeader: text => currentRing().findByHeader(text),
    // A token without a kid finds no published key, so nothing has to be fetched for it.
    prepare: async (kid, isVouched) =>
      kid === undefined
        ? undefined
        : await set.prepare(() => findNamed(currentRing(), kid) !== undefined, kid, isVouched),
  }
}

function findNamed(ring: VerifyingKeyring, kid: string | undefined) {
  return kid === undefined ? undefined : ring.find(kid)
}

/** A set without a key for the algorithm is an answer too: every key was withdrawn. */
function ringOf(set: readonly Jwk[], algorithm: AlgorithmName): VerifyingKeyring {
  const keys = set.filter(jwk => jwk.kid !== undefined && algorithmsOf(jwk).includes(algorithm))
  return keys.length === 0 ? emptyKeyring : keyringFromJwks({ keys }, algorithm)
}
