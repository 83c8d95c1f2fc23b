/**
 * The keys that verify, on WebCrypto, which imports keys asynchronously: what can be checked without the platform is
 * refused when the keyring is created, all faults together; the rest when it is opened, before the first token.
 */
import { type AlgorithmName, algorithmNames, findAlgorithmFacts } from '../../keys/algorithm-table.ts'
import { collectFaults, type KeyFault, KeyringError, refuseKey } from '../../keys/faults.ts'
import type { Jwks } from '../../keys/jwk-members.ts'
import { readJwkSet } from '../../keys/jwk-set.ts'
import { checkNames, checkUnnamed, chooseUnnamed, createKeyLookup, type KeyLookup } from '../../keys/key-lookup.ts'
import type { SecretStrength, WebKeyMaterial } from './key-material.ts'
import { draftKey, importKey, type KeyDraft, thumbprintOf, type WebKey } from './web-key.ts'

/** A key with its algorithm, and the `kid` of the tokens that it verifies. */
export interface WebKeyOptions {
  readonly algorithm: AlgorithmName
  /** The HMAC secret, or the public key as PEM or JWK. */
  readonly key: WebKeyMaterial
  /** With several keys the default is the RFC 7638 thumbprint; an HMAC secret then needs an explicit `kid`. */
  readonly kid?: string | undefined
  /** Also verifies tokens without a `kid`: from before the keys had one, or from a Django service. */
  readonly takesUnnamed?: boolean | undefined
  readonly strength?: SecretStrength | undefined
}

/** Keys that verify. A token's `kid` chooses among them, its `alg` never does. */
export interface WebKeyring {
  /** Imports the keys, once. Rejects with a `KeyringError` for keys that the platform refuses. */
  open(): Promise<KeyLookup<WebKey>>
}

/** Throws a `KeyringError` with everything that is wrong with the keys. */
export function createVerifyingKeyring(options: readonly WebKeyOptions[]): WebKeyring {
  const faults: KeyFault[] = []
  if (options.length === 0) faults.push({ what: 'there is no key', fix: 'pass at least one' })
  const isNamed = options.length > 1
  const drafts = options.flatMap(each => {
    const draft = collectFaults(faults, ownerOf(each), () => draftOf(each, isNamed))
    return draft === undefined ? [] : [draft]
  })
  checkNames(
    faults,
    options.map(({ kid }) => ({ kid })),
  )
  checkUnnamed(faults, options)
  if (faults.length > 0) throw new KeyringError(faults)
  let opening: Promise<KeyLookup<WebKey>> | undefined
  return {
    open() {
      opening ??= openDrafts(drafts, options)
      return opening
    },
  }
}

/**
 * A keyring from a published set. Keys for encryption and for unknown algorithms are skipped. Each remaining key has one
 * algorithm (its `alg`, or else `algorithm`), and each needs a `kid` if there are several.
 */
export function keyringFromJwks(set: Jwks, algorithm?: AlgorithmName): WebKeyring {
  return createVerifyingKeyring(readJwkSet(set, algorithm))
}

function ownerOf({ kid }: Pick<WebKeyOptions, 'kid'> = {}): string {
  return `the key ${kid === undefined ? 'without kid' : JSON.stringify(kid)}`
}

function draftOf({ algorithm: name, key, kid, strength }: WebKeyOptions, isNamed: boolean): KeyDraft {
  const algorithm = findAlgorithmFacts(name)
  if (algorithm === undefined)
    refuseKey(`Unrecognized algorithm type '${name}'`, `choose one of ${algorithmNames.join(', ')}`)
  if (key === undefined || key === null || key === '') refuseKey('it is empty', 'set key')
  const draft = draftKey(key, algorithm, strength)
  if (kid === '') refuseKey('its kid is empty', 'set a kid, or leave it out')
  if (kid === undefined && isNamed && algorithm.keyType === 'secret') {
    refuseKey('it has no kid', 'with several keys every secret needs a kid')
  }
  return draft
}

async function openDrafts(drafts: readonly KeyDraft[], options: readonly WebKeyOptions[]): Promise<KeyLookup<WebKey>> {
  const faults: KeyFault[] = []
  const keys: WebKey[] = []
  for (const [index, draft] of drafts.entries()) {
    const kid = options[index]?.kid ?? (drafts.length > 1 ? await thumbprintOf(draft) : undefined)
    const outcome = await importKey(draft, kid).catch((error: unknown) => {
      if (error instanceof KeyringError) return error
      throw error
    })
    if (outcome instanceof KeyringError) {
      const owner = ownerOf(options[index])
      faults.push(...outcome.faults.map(({ what, fix }) => ({ what: `${owner}: ${what}`, fix })))
    } else keys.push(outcome)
  }
  if (faults.length === 0) checkNames(faults, keys)
  if (faults.length > 0) throw new KeyringError(faults)
  return createKeyLookup(keys, chooseUnnamed(keys, options))
}
