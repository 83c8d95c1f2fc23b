/**
 * How a token's key is found. A single key needs no `kid`: it ignores the token's, as in SimpleJWT. With several keys each
 * has a `kid`, and a token's is looked up exactly, in a Map (no file, no SQL, no prototype). Which platform the keys are of
 * makes no difference here.
 */
import type { AlgorithmFacts, AlgorithmName } from './algorithm-table.ts'
import type { KeyFault } from './faults.ts'

/** What a token and a key are matched by. */
export interface NamedKey {
  /** `undefined` for a single key without a kid. */
  readonly kid: string | undefined
  readonly algorithm: AlgorithmFacts
  /** The header of tokens that this key signs, as an object and as the first part of the token. */
  readonly header: Readonly<Record<string, unknown>>
  readonly headerText: string
}

export interface KeyLookup<Key extends NamedKey> {
  readonly keys: readonly Key[]
  /** The key for a token with this `kid`, or without one. */
  find(kid: string | undefined): Key | undefined
  /** The key that writes exactly this header. Nearly every token has one of these, and its header need not be parsed. */
  findByHeader(headerText: string): Key | undefined
}

/** The header that a key writes. Members in alphabetical order, as SimpleJWT writes them. */
export function tokenHeader(alg: AlgorithmName, kid: string | undefined): NamedKey['header'] {
  return Object.freeze(kid === undefined ? { alg, typ: 'JWT' } : { alg, kid, typ: 'JWT' })
}

/** `unnamed` also takes the tokens without a `kid`. */
export function createKeyLookup<Key extends NamedKey>(keys: readonly Key[], unnamed: Key | undefined): KeyLookup<Key> {
  const byKid = new Map(keys.map(key => [key.kid, key]))
  const byHeader = new Map(keys.map(key => [key.headerText, key]))
  const findByHeader = (text: string) => byHeader.get(text)
  const [only] = keys
  if (keys.length === 1 && only?.kid === undefined) return { keys, find: () => only, findByHeader }
  const fallback = keys.length === 1 ? only : unnamed
  return { keys, find: kid => (kid === undefined ? fallback : byKid.get(kid)), findByHeader }
}

export function checkNames(faults: KeyFault[], keys: readonly Pick<NamedKey, 'kid'>[]): void {
  const seen = new Set<string>()
  for (const { kid } of keys) {
    if (kid !== undefined && seen.has(kid)) {
      faults.push({ what: `two keys have the kid ${JSON.stringify(kid)}`, fix: 'give each a different kid' })
    }
    if (kid !== undefined) seen.add(kid)
  }
}

interface MayTakeUnnamed {
  readonly takesUnnamed?: boolean | undefined
}

export function checkUnnamed(faults: KeyFault[], options: readonly MayTakeUnnamed[]): void {
  if (options.filter(each => each.takesUnnamed === true).length > 1) {
    faults.push({ what: 'several keys accept tokens without a kid', fix: 'set takesUnnamed on one of them' })
  }
}

export function chooseUnnamed<Key>(keys: readonly Key[], options: readonly MayTakeUnnamed[]): Key | undefined {
  return keys.find((_, index) => options[index]?.takesUnnamed === true)
}
