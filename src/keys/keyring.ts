/**
 * The keys that sign and verify tokens. A single key needs no `kid`: it writes none and ignores the token's, as in
 * SimpleJWT. With several keys each has a `kid`, and a token's `kid` is looked up exactly, in a Map (no file, no SQL, no
 * prototype). A keyring is created once, at start; all its faults are reported together, and one fault refuses it.
 */
import { type AlgorithmName, algorithmNames } from './algorithm-table.ts'
import { findAlgorithm } from './algorithms.ts'
import { createExternalKey, type ExternalParts } from './external-key.ts'
import { collectFaults, type KeyFault, KeyringError, refuseKey } from './faults.ts'
import { thumbprint } from './jwk.ts'
import {
  createSigningKey,
  createVerifyingKey,
  type IssuingKey,
  type KeyMaterial,
  looksLikeAsymmetricKey,
  type SecretStrength,
  type SigningKey,
  type VerifyingKey,
} from './key.ts'
import { checkNames, checkUnnamed, chooseUnnamed, createKeyLookup } from './key-lookup.ts'

/** Keys that verify. A token's `kid` chooses among them, its `alg` never does. */
export interface VerifyingKeyring {
  readonly keys: readonly VerifyingKey[]
  /** The key for a token with this `kid`, or without one. */
  find(kid: string | undefined): VerifyingKey | undefined
  /** The key that writes exactly this header. Nearly every token has one of these, and its header need not be parsed. */
  findByHeader(headerText: string): VerifyingKey | undefined
}

/** Keys that verify, and the key that signs. */
export interface Keyring extends VerifyingKeyring {
  readonly signing: IssuingKey
}

/** One whose private half is here. */
export interface LocalKeyring extends Keyring {
  readonly signing: SigningKey
}

/** A key with its algorithm, and the `kid` of the tokens that it verifies. */
export interface VerifyingKeyOptions {
  readonly algorithm: AlgorithmName
  /** The HMAC secret, or the public key as PEM, JWK or KeyObject. */
  readonly key: KeyMaterial
  /** With several keys the default is the RFC 7638 thumbprint; an HMAC secret then needs an explicit `kid`. */
  readonly kid?: string | undefined
  /** Also verifies tokens without a `kid`: from before the keys had one, or from a Django service. */
  readonly takesUnnamed?: boolean | undefined
  readonly strength?: SecretStrength | undefined
}

/** A key that no longer signs, and whose tokens are still valid. */
export type PreviousKey = Omit<VerifyingKeyOptions, 'algorithm'> & { readonly algorithm?: AlgorithmName | undefined }

/** The key that signs, and the earlier ones that still verify. Keys that are too weak throw a `KeyringError`. */
export interface KeyringOptions {
  readonly algorithm: AlgorithmName
  /** The HMAC secret, or the private key as PEM, JWK or KeyObject. */
  readonly signingKey: KeyMaterial
  /** The public half. Default: derived from the private one. HMAC does not use it. */
  readonly verifyingKey?: KeyMaterial | undefined
  readonly kid?: string | undefined
  /** With previous keys: also verifies tokens without a `kid`, such as those that a Django service signs with it. */
  readonly takesUnnamed?: boolean | undefined
  readonly strength?: SecretStrength | undefined
  readonly previous?: readonly PreviousKey[] | undefined
}

/**
 * ```ts
 * createKeyring({ algorithm: 'HS256', signingKey: secret })
 * createKeyring({ algorithm: 'ES256', signingKey: pem, kid: '2026-11', previous: [{ key: oldPublicPem, kid: '2026-05' }] })
 * ```
 */
export function createKeyring(options: KeyringOptions): LocalKeyring {
  return assemble(options, named => makeSigningKey(options, named))
}

/** With a key that signs elsewhere, which this process only knows the public half of. */
export type ExternalKeyringOptions = Omit<KeyringOptions, 'signingKey' | 'strength' | 'verifyingKey'> &
  ExternalParts & { readonly verifyingKey: KeyMaterial }

export function createExternalKeyring(options: ExternalKeyringOptions): Keyring {
  const { algorithm, verifyingKey: key, kid } = options
  return assemble(options, named => createExternalKey(makeVerifyingKey({ algorithm, key, kid }, named), options))
}

type Assembled = Pick<KeyringOptions, 'algorithm' | 'takesUnnamed' | 'previous'>

function assemble<Key extends VerifyingKey>(
  options: Assembled,
  make: (named: boolean) => Key,
): VerifyingKeyring & { readonly signing: Key } {
  const { algorithm, previous = [] } = options
  const faults: KeyFault[] = []
  const signing = collectFaults(faults, 'the signing key', () => make(previous.length > 0))
  const others = makeOthers(
    faults,
    previous.map(key => ({ ...key, algorithm: key.algorithm ?? algorithm })),
  )
  if (signing !== undefined) checkNames(faults, [signing, ...others])
  checkUnnamed(faults, [options, ...previous])
  if (signing === undefined || faults.length > 0) throw new KeyringError(faults)
  const keys = [signing, ...others]
  return Object.freeze({ ...createKeyLookup(keys, chooseUnnamed(keys, [options, ...previous])), signing })
}

/** A keyring that cannot sign, for a service that only verifies. */
export function createVerifyingKeyring(options: readonly VerifyingKeyOptions[]): VerifyingKeyring {
  const faults: KeyFault[] = []
  if (options.length === 0) faults.push({ what: 'there is no key', fix: 'pass at least one' })
  const keys = makeOthers(faults, options, options.length > 1)
  checkNames(faults, keys)
  checkUnnamed(faults, options)
  if (faults.length > 0) throw new KeyringError(faults)
  return Object.freeze(createKeyLookup(keys, chooseUnnamed(keys, options)))
}

function makeSigningKey(options: KeyringOptions, named: boolean): SigningKey {
  const algorithm = getAlgorithm(options.algorithm)
  const { signingKey, verifyingKey, kid, strength } = options
  if (isMissing(signingKey)) refuseKey('it is missing', 'set signingKey')
  const key = createSigningKey(signingKey, algorithm, undefined, strength)
  if (!isMissing(verifyingKey)) checkHalves(key, verifyingKey)
  return createSigningKey(key.signingKey, algorithm, nameOf(key, kid, named), strength)
}

function makeOthers(faults: KeyFault[], options: readonly VerifyingKeyOptions[], named = true): VerifyingKey[] {
  return options.flatMap(each => {
    const owner = `the key ${each.kid === undefined ? 'without kid' : JSON.stringify(each.kid)}`
    const made = collectFaults(faults, owner, () => makeVerifyingKey(each, named))
    return made === undefined ? [] : [made]
  })
}

function makeVerifyingKey(options: VerifyingKeyOptions, named: boolean): VerifyingKey {
  const algorithm = getAlgorithm(options.algorithm)
  if (isMissing(options.key)) refuseKey('it is empty', 'set key')
  const key = createVerifyingKey(options.key, algorithm, undefined, options.strength)
  return createVerifyingKey(key.verifyingKey, algorithm, nameOf(key, options.kid, named), options.strength)
}

function getAlgorithm(name: string) {
  return (
    findAlgorithm(name) ??
    refuseKey(`Unrecognized algorithm type '${name}'`, `choose one of ${algorithmNames.join(', ')}`)
  )
}

function nameOf(key: VerifyingKey, kid: string | undefined, named: boolean): string | undefined {
  if (kid === '') refuseKey('its kid is empty', 'set a kid, or leave it out')
  if (kid !== undefined || !named) return kid
  if (key.verifyingKey.type !== 'secret') return thumbprint(key.verifyingKey)
  return refuseKey('it has no kid', 'with several keys every secret needs a kid')
}

/** With a public half of another pair, every token that the private key signs would be refused. */
function checkHalves(key: SigningKey, verifyingKey: KeyMaterial): void {
  if (key.verifyingKey.type === 'secret') {
    if (typeof verifyingKey === 'string' && !looksLikeAsymmetricKey(verifyingKey)) return
    refuseKey(`a public key is given, and ${key.algorithm.name} has none`, 'set the algorithm of the key pair')
  }
  const other = createVerifyingKey(verifyingKey, key.algorithm, undefined)
  if (!other.verifyingKey.equals(key.verifyingKey)) {
    refuseKey('signingKey and verifyingKey do not match', 'leave verifyingKey out: it is derived')
  }
}

/** In SimpleJWT's settings an empty string also means "no key". */
function isMissing(material: KeyMaterial | null | undefined): material is null | undefined {
  return material === undefined || material === null || material === ''
}
