/** Reads the vector files, and passes each token to the layer that verifies signatures. */
import { readFileSync } from 'node:fs'
import { type AlgorithmName, findAlgorithmFacts } from '../../src/keys/algorithm-table.ts'
import { KeyringError } from '../../src/keys/faults.ts'
import type { Jwk, Jwks } from '../../src/keys/jwk-members.ts'
import { AuthError } from '../../src/problems.ts'
import type { GivenKey, Implementation } from './implementations.ts'

export interface Vector {
  readonly tcId: number
  readonly comment: string
  readonly jws?: unknown
  readonly jwe?: unknown
  readonly result: 'valid' | 'invalid'
}

export interface VectorGroup {
  readonly comment: string
  readonly public?: Jwk | Jwks
  readonly private?: Jwk | Jwks
  readonly tests: readonly Vector[]
}

export interface VectorFile {
  readonly numberOfTests: number
  readonly testGroups: readonly VectorGroup[]
}

export type Verdict = 'accepted' | 'refused'

export function readVectors<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as T
}

/** The outcome for a token if the verifier has only the group's key. A key that is refused refuses every token. */
export async function check(each: Implementation, group: VectorGroup, token: unknown): Promise<Verdict> {
  return await verdictOf(each, keysOf(group), token)
}

export async function verdictOf(
  each: Implementation,
  keys: Jwks | readonly GivenKey[],
  token: unknown,
): Promise<Verdict> {
  try {
    const ring = await each.ringOf(keys)
    await ring.verify(token as string)
    return 'accepted'
  } catch (error) {
    if (error instanceof AuthError || error instanceof KeyringError) return 'refused'
    throw error
  }
}

export function keysOf(group: VectorGroup): Jwks | readonly GivenKey[] {
  const key = group.public ?? group.private
  if (key === undefined) throw new Error('the group has no key')
  return 'keys' in key ? (key as Jwks) : onlyKey(key as Jwk)
}

/** A key without `alg` gets the algorithm that its kind suggests, so that its `use` and `key_ops` must refuse it. */
export function onlyKey(jwk: Jwk, algorithm = jwk.alg ?? guessAlgorithm(jwk)): readonly GivenKey[] {
  const { d: _, p, q, dp, dq, qi, ...half } = jwk
  const key = (jwk.kty === 'oct' ? jwk : half) as Jwk
  return [{ algorithm: algorithm as AlgorithmName, key, kid: jwk.kid }]
}

function guessAlgorithm(jwk: Jwk): string {
  const guess = { RSA: 'RS256', EC: 'ES256', oct: 'HS256', OKP: 'EdDSA' }[jwk.kty]
  if (guess === undefined || findAlgorithmFacts(guess) === undefined) throw new Error(`no algorithm for ${jwk.kty}`)
  return guess
}

/** One row of the table in README.md: `| file | tests | accepted | refused | ... |`. */
export interface ListedFile {
  readonly file: string
  readonly tests: number
  readonly accepted: number
  readonly refused: number
  readonly deviations: readonly number[]
}

/** The counts in README.md, to be compared with the files. */
export function readPromises(): ReadonlyMap<string, ListedFile> {
  const text = readFileSync(new URL('README.md', import.meta.url), 'utf8')
  const rows = text.matchAll(/^\| `([\w./-]+\.json)` \| (\d+) \| (\d+) \| (\d+) \| ([\d, ]*|none) \|/gm)
  return new Map(
    [...rows].map(([, file = '', tests, accepted, refused, ids = '']) => [
      file,
      {
        file,
        tests: Number(tests),
        accepted: Number(accepted),
        refused: Number(refused),
        deviations: [...ids.matchAll(/\d+/g)].map(Number),
      },
    ]),
  )
}
