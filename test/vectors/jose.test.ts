/**
 * The codec compared with `jose`, for every algorithm: each accepts what the other signs, and both agree on tokens that
 * were tampered with, except for the differences in `stricter`. Seeded, so that a failure can be repeated.
 */
import assert from 'node:assert/strict'
import type { KeyObject } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { CompactSign, compactVerify } from 'jose'
import { type AlgorithmName, algorithmNames } from '../../src/keys/algorithm-table.ts'
import { generateKeyPair } from '../../src/keys/generate.ts'
import type { KeyObjectLike } from '../../src/keys/key-object.ts'
import { createKeyring, type LocalKeyring } from '../../src/keys/keyring.ts'
import { toNodeKey } from '../../src/keys/node-key.ts'
import { AuthError } from '../../src/problems.ts'
import type { Claims } from '../../src/tokens/claims.ts'
import { encodeCompact, openCompact, verifyCompact } from '../../src/tokens/codec.ts'
import type { TokenFault } from '../../src/tokens/token-fault.ts'
import { mutations } from './mutations.ts'

const seed = 20_261_122

/** Tokens that we refuse and jose accepts. The reverse does not happen. */
const stricter: Partial<Record<TokenFault, string>> = {
  not_base64url: 'white space, padding and unused bits make other spellings of one token (RFC 7515 section 2)',
  wrong_typ: 'a typ of another kind (RFC 8725 section 3.11); jose only compares it on request',
  critical_header: 'jose supports crit: ["b64"] (RFC 7797), which a JWT does not need',
  unencoded_payload: 'b64 without crit has no effect in jose; a header that is not understood is not waved through',
  compressed: 'zip belongs to JWE',
  encrypted: 'enc belongs to JWE (sign/encrypt confusion)',
  bad_kid: 'a kid must be a string (RFC 7515 section 4.1.4); jose leaves it to the key lookup',
  too_long: 'a limit that applies before anything is decoded',
}

const rings = new Map<AlgorithmName, LocalKeyring>(
  algorithmNames.map(algorithm => {
    const signingKey = algorithm.startsWith('HS') ? 's'.repeat(64) : generateKeyPair(algorithm).privatePem
    return [algorithm, createKeyring({ algorithm, signingKey })]
  }),
)

const claimSets = fc.dictionary(fc.string({ unit: 'binary', maxLength: 12 }), fc.jsonValue({ depthSize: 'small' }), {
  maxKeys: 6,
})

for (const [algorithm, ring] of rings) {
  test(`${algorithm}: each accepts what the other signs, with the same claims`, async () => {
    const property = fc.asyncProperty(claimSets, async claims => {
      const ours = encodeCompact(claims as Claims, ring.signing)
      const theirs = await signWithJose({ alg: algorithm, typ: 'JWT' }, JSON.stringify(claims), ring)
      const plain = JSON.parse(JSON.stringify(claims))
      assert.deepEqual(JSON.parse(await payloadByJose(ours, ring, algorithm)), plain)
      assert.deepEqual(openCompact(theirs, ring).claims, plain)
    })
    await fc.assert(property, { seed, numRuns: 30 })
  })
}

test('both refuse a token that was tampered with, except for the listed differences, which all exist', async () => {
  const seen = new Set<string>()
  const property = fc.asyncProperty(fc.constantFrom(...algorithmNames), mutations(), async (algorithm, mutate) => {
    const ring = rings.get(algorithm)
    assert.ok(ring)
    const text = await mutate(ring, algorithm)
    const ours = faultOf(text, ring)
    const theirs = await isAcceptedByJose(text, ring, algorithm)
    if (ours === undefined) assert.ok(theirs, 'we accept what jose refuses')
    else if (theirs) {
      assert.ok(ours in stricter, `we refuse (${ours}) what jose accepts`)
      seen.add(ours)
    }
  })
  await fc.assert(property, { seed, numRuns: 1500 })
  assert.deepEqual([...seen].sort(), Object.keys(stricter).sort())
})

async function signWithJose(
  header: { readonly alg: string; readonly typ: string },
  payload: string,
  ring: LocalKeyring,
) {
  return new CompactSign(Buffer.from(payload)).setProtectedHeader(header).sign(forJose(ring.signing.signingKey))
}

async function payloadByJose(text: string, ring: LocalKeyring, algorithm: string): Promise<string> {
  const { payload } = await compactVerify(text, forJose(ring.signing.verifyingKey), { algorithms: [algorithm] })
  return Buffer.from(payload).toString()
}

async function isAcceptedByJose(text: string, ring: LocalKeyring, algorithm: string): Promise<boolean> {
  return payloadByJose(text, ring, algorithm).then(
    () => true,
    () => false,
  )
}

function faultOf(text: string, ring: LocalKeyring): TokenFault | undefined {
  try {
    verifyCompact(text, ring)
    return undefined
  } catch (error) {
    if (error instanceof AuthError) return error.reason as TokenFault
    throw error
  }
}

function forJose(given: KeyObjectLike): KeyObject | Uint8Array {
  const key = toNodeKey(given)
  return key.type === 'secret' ? key.export() : key
}
