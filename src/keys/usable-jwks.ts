/**
 * Sorts the keys of a published set: those that can verify a signature, and those that cannot, each with the reason. A
 * key that cannot be used is ignored (RFC 7517 section 5): if it spoiled the set, one mistake of the publisher would
 * refuse every token, or would keep a withdrawn key alive.
 */
import { type AlgorithmName, algorithmTable } from './algorithm-table.ts'
import type { Jwk } from './jwk-members.ts'

export interface SortedKeys {
  readonly usable: readonly Jwk[]
  readonly skipped: readonly SkippedKey[]
}

export interface SkippedKey {
  /** Shortened: the publisher chose it. */
  readonly kid: string | undefined
  readonly why: SkipReason
}

export type SkipReason =
  | 'not_an_object'
  | 'bad_kid'
  | 'secret'
  | 'private_key'
  | 'not_for_signatures'
  | 'unknown_algorithm'
  | 'bad_key'
  | 'same_kid_twice'

const longestKid = 200

/** Whether the platform can verify by this key with one of its algorithms: it has checked what `algorithmsOf` does not. */
export type IsImportable = (jwk: Jwk, algorithm: AlgorithmName) => boolean

export function sortKeys(keys: readonly unknown[], isImportable: IsImportable): SortedKeys {
  const seen = keys.map(key => ({ key, why: reasonToSkip(key, isImportable) }))
  const usable = seen.flatMap(({ key, why }) => (why === undefined ? [key as Jwk] : []))
  const distinct = usable.filter((jwk, index) => usable.findIndex(other => isSameKey(jwk, other)) === index)
  const isAmbiguous = (jwk: Jwk) =>
    jwk.kid !== undefined && distinct.some(other => other !== jwk && other.kid === jwk.kid && mayBeConfused(jwk, other))
  return {
    usable: distinct.filter(jwk => !isAmbiguous(jwk)),
    skipped: [
      ...seen.flatMap(({ key, why }) => (why === undefined ? [] : [{ kid: kidOf(key), why }])),
      ...distinct.filter(isAmbiguous).map(jwk => ({ kid: kidOf(jwk), why: 'same_kid_twice' as const })),
    ],
  }
}

/** The algorithms that a key of this kind can verify; one that names its algorithm has no other. */
export function algorithmsOf(jwk: Jwk): readonly AlgorithmName[] {
  const fits = algorithmTable.filter(({ kty, crv }) => kty === jwk.kty && crv === jwk.crv).map(({ name }) => name)
  return jwk.alg === undefined ? fits : fits.filter(name => name === jwk.alg)
}

function reasonToSkip(key: unknown, isImportable: IsImportable): SkipReason | undefined {
  if (typeof key !== 'object' || key === null || Array.isArray(key)) return 'not_an_object'
  const jwk = key as Jwk
  const { kid, kty, use, key_ops: operations } = jwk
  if (kid !== undefined && (typeof kid !== 'string' || kid === '' || kid.length > longestKid)) return 'bad_kid'
  // A secret that is published signs for everyone, and so does a private key.
  if (kty === 'oct' || jwk.k !== undefined) return 'secret'
  if (['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth'].some(member => jwk[member] !== undefined)) return 'private_key'
  if (use !== undefined && use !== 'sig') return 'not_for_signatures'
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify')))
    return 'not_for_signatures'
  const [algorithm] = algorithmsOf(jwk)
  if (algorithm === undefined) return 'unknown_algorithm'
  return isImportable(jwk, algorithm) ? undefined : 'bad_key'
}

function isSameKey(one: Jwk, other: Jwk): boolean {
  return (['kid', 'kty', 'alg', 'crv', 'n', 'e', 'x', 'y'] as const).every(member => one[member] === other[member])
}

/** Two keys by one name for one algorithm: a token could be checked with either. */
function mayBeConfused(one: Jwk, other: Jwk): boolean {
  return algorithmsOf(one).some(name => algorithmsOf(other).includes(name))
}

function kidOf(key: unknown): string | undefined {
  const kid = typeof key === 'object' && key !== null && 'kid' in key ? key.kid : undefined
  return typeof kid === 'string' ? kid.slice(0, 40) : undefined
}
