/** Tokens with the verdicts of `latchkey/verify` on Node: the published vectors, every algorithm, and tokens that were bent. */
import fc from 'fast-check'
import * as node from 'latchkey/verify'
import { algorithmNames } from '../../src/keys/algorithm-table.ts'
import { generateKeyPair } from '../../src/keys/generate.ts'
import type { Jwk } from '../../src/keys/jwk-members.ts'
import { createKeyring } from '../../src/keys/keyring.ts'
import { mutations } from '../vectors/mutations.ts'
import { keysOf, onlyKey, readVectors, type VectorFile } from '../vectors/read-vectors.ts'
import { type Case, verdictOf } from './service.ts'

const files = ['signature', 'key', 'crypto', 'encryption'].map(name => `wycheproof/json_web_${name}_test.json`)

export async function createCases(): Promise<readonly Case[]> {
  const given = [...publishedVectors(), ...(await bentTokens())]
  return await Promise.all(
    given.map(async each => ({ ...each, verdict: await verdictOf(node, each.keys, each.token) })),
  )
}

interface Example {
  readonly alg: string
  readonly key: Jwk | null
  readonly compact: string
}

function publishedVectors() {
  const groups = files.flatMap(path => readVectors<VectorFile>(path).testGroups)
  const examples = ['rfc/rfc7515_appendix_a.json', 'rfc/rfc8037_appendix_a.json'].flatMap(
    path => readVectors<{ readonly examples: readonly Example[] }>(path).examples,
  )
  return [
    ...groups.flatMap(group => group.tests.map(({ jws, jwe }) => ({ keys: keysOf(group), token: jws ?? jwe }))),
    ...examples.flatMap(({ key, alg, compact }) => (key === null ? [] : [{ keys: onlyKey(key, alg), token: compact }])),
  ]
}

/** Seeded, so that a failure can be repeated. */
async function bentTokens() {
  const rsa = generateKeyPair('RS256')
  const tokens = algorithmNames.map(async (algorithm, index) => {
    const pair = /^[RP]S/.test(algorithm) ? rsa : algorithm.startsWith('HS') ? undefined : generateKeyPair(algorithm)
    const key = pair?.publicPem ?? 's'.repeat(64)
    const ring = createKeyring({ algorithm, signingKey: pair?.privatePem ?? key })
    const sample = fc.sample(mutations(), { seed: 20_261_129 + index, numRuns: 60 })
    return await Promise.all(
      sample.map(async mutate => ({ keys: [{ algorithm, key }], token: await mutate(ring, algorithm) })),
    )
  })
  return (await Promise.all(tokens)).flat()
}
