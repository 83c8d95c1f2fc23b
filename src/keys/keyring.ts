/**
 * The keys that tokens are signed and verified with. One key alone needs no name: it writes no `kid` and ignores one
 * that comes, as SimpleJWT has it. From the second key on every key has a name, and a token's `kid` is looked up
 * exactly, in a Map (no file, no SQL, no prototype). A ring is made once, at start; everything wrong with it is
 * reported together, and a ring with one fault is no ring.
 */
import { type AlgorithmName, algorithmNames, findAlgorithm } from './algorithms.ts'
import { collectFaults, type KeyFault, KeyringError, refuseKey } from './faults.ts'
import { thumbprint } from './jwk.ts'
import {
  createSigningKey,
  createVerifyingKey,
  type KeyMaterial,
  looksLikeAsymmetricKey,
  type SigningKey,
  type VerifyingKey,
} from './key.ts'

/** Keys that verify. */
export interface VerifyingKeyring {
  readonly keys: readonly VerifyingKey[]
  /** The key for a token's `kid`, or for a token without one. */
  find(kid: string | undefined): VerifyingKey | undefined
  /** The key that writes exactly this header: nearly every token has one of them, and need not be parsed. */
  findByHeader(headerText: string): VerifyingKey | undefined
}

/** Keys that verify, and the one that signs. */
export interface Keyring extends VerifyingKeyring {
  readonly signing: SigningKey
}

export interface VerifyingKeyOptions {
  readonly algorithm: AlgorithmName
  /** The HMAC secret, or the public key as PEM, JWK or KeyObject. */
  readonly key: KeyMaterial
  /** Its name. The default from the second key on is the thumbprint of RFC 7638; an HMAC secret must be named. */
  readonly kid?: string | undefined
  /** Verifies tokens that name no key: those from before the keys had names, and those of a Django service. */
  readonly takesUnnamed?: boolean | undefined
}

/** A key that signs no more, and whose tokens are still good. */
export type PreviousKey = Omit<VerifyingKeyOptions, 'algorithm'> & { readonly algorithm?: AlgorithmName | undefined }

export interface KeyringOptions {
  readonly algorithm: AlgorithmName
  /** The HMAC secret, or the private key as PEM, JWK or KeyObject. */
  readonly signingKey: KeyMaterial
  /** The public half; derived from the private one unless given, unused by HMAC. */
  readonly verifyingKey?: KeyMaterial | undefined
  readonly kid?: string | undefined
  /** Beside previous keys: verifies tokens that name no key, such as those that a Django service signs with it. */
  readonly takesUnnamed?: boolean | undefined
  readonly previous?: readonly PreviousKey[] | undefined
}

/**
 * ```ts
 * createKeyring({ algorithm: 'HS256', signingKey: secret })
 * createKeyring({ algorithm: 'ES256', signingKey: pem, kid: '2026-11', previous: [{ key: oldPublicPem, kid: '2026-05' }] })
 * ```
 */
export function createKeyring(options: KeyringOptions): Keyring {
  const { algorithm, previous = [] } = options
  const faults: KeyFault[] = []
  const signing = collectFaults(faults, 'the signing key', () => makeSigningKey(options, previous.length > 0))
  const others = makeOthers(
    faults,
    previous.map(key => ({ ...key, algorithm: key.algorithm ?? algorithm })),
  )
  if (signing !== undefined) checkNames(faults, [signing, ...others])
  checkUnnamed(faults, [options, ...previous])
  if (signing === undefined || faults.length > 0) throw new KeyringError(faults)
  const keys = [signing, ...others]
  return Object.freeze({ ...lookup(keys, chooseUnnamed(keys, [options, ...previous])), signing })
}

/** A ring that cannot sign: what a service that only verifies holds. */
export function createVerifyingKeyring(options: readonly VerifyingKeyOptions[]): VerifyingKeyring {
  const faults: KeyFault[] = []
  if (options.length === 0) faults.push({ what: 'there is no key', fix: 'give at least one' })
  const keys = makeOthers(faults, options, options.length > 1)
  checkNames(faults, keys)
  checkUnnamed(faults, options)
  if (faults.length > 0) throw new KeyringError(faults)
  return Object.freeze(lookup(keys, chooseUnnamed(keys, options)))
}

function lookup(keys: readonly VerifyingKey[], unnamed: VerifyingKey | undefined): VerifyingKeyring {
  const byKid = new Map(keys.map(key => [key.kid, key]))
  const byHeader = new Map(keys.map(key => [key.headerText, key]))
  const findByHeader = (text: string) => byHeader.get(text)
  const [only] = keys
  if (keys.length === 1 && only?.kid === undefined) return { keys, find: () => only, findByHeader }
  const fallback = keys.length === 1 ? only : unnamed
  return { keys, find: kid => (kid === undefined ? fallback : byKid.get(kid)), findByHeader }
}

function makeSigningKey(options: KeyringOptions, named: boolean): SigningKey {
  const algorithm = getAlgorithm(options.algorithm)
  const { signingKey, verifyingKey, kid } = options
  if (isMissing(signingKey)) refuseKey('there is none', 'set signingKey')
  const key = createSigningKey(signingKey, algorithm, undefined)
  if (!isMissing(verifyingKey)) checkHalves(key, verifyingKey)
  return createSigningKey(key.signingKey, algorithm, nameOf(key, kid, named))
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
  const key = createVerifyingKey(options.key, algorithm, undefined)
  return createVerifyingKey(key.verifyingKey, algorithm, nameOf(key, options.kid, named))
}

function getAlgorithm(name: string) {
  return (
    findAlgorithm(name) ??
    refuseKey(`Unrecognized algorithm type '${name}'`, `choose one of ${algorithmNames.join(', ')}`)
  )
}

function nameOf(key: VerifyingKey, kid: string | undefined, named: boolean): string | undefined {
  if (kid === '') refuseKey('its kid is empty', 'give it a name, or none')
  if (kid !== undefined || !named) return kid
  if (key.verifyingKey.type !== 'secret') return thumbprint(key.verifyingKey)
  return refuseKey('it has no kid', 'name every key as soon as there are two; a secret cannot name itself')
}

/** A public half that is somebody else's would refuse every token that the private one signs. */
function checkHalves(key: SigningKey, verifyingKey: KeyMaterial): void {
  if (key.verifyingKey.type === 'secret') {
    if (typeof verifyingKey === 'string' && !looksLikeAsymmetricKey(verifyingKey)) return
    refuseKey(`a public key is given, and ${key.algorithm.name} has none`, 'set the algorithm that the pair is for')
  }
  const other = createVerifyingKey(verifyingKey, key.algorithm, undefined)
  if (!other.verifyingKey.equals(key.verifyingKey)) {
    refuseKey('signingKey and verifyingKey are no pair', 'leave verifyingKey out: it is derived')
  }
}

function checkNames(faults: KeyFault[], keys: readonly VerifyingKey[]): void {
  const seen = new Set<string>()
  for (const { kid } of keys) {
    if (kid !== undefined && seen.has(kid)) {
      faults.push({ what: `two keys have the kid ${JSON.stringify(kid)}`, fix: 'give each its own name' })
    }
    if (kid !== undefined) seen.add(kid)
  }
}

interface MayTakeUnnamed {
  readonly takesUnnamed?: boolean | undefined
}

function checkUnnamed(faults: KeyFault[], options: readonly MayTakeUnnamed[]): void {
  if (options.filter(each => each.takesUnnamed === true).length > 1) {
    faults.push({ what: 'several keys take tokens without a kid', fix: 'set takesUnnamed on one of them' })
  }
}

function chooseUnnamed(keys: readonly VerifyingKey[], options: readonly MayTakeUnnamed[]): VerifyingKey | undefined {
  return keys.find((_, index) => options[index]?.takesUnnamed === true)
}

/** SimpleJWT's settings say "no key" with the empty text too. */
function isMissing(material: KeyMaterial | null | undefined): material is null | undefined {
  return material === undefined || material === null || material === ''
}
