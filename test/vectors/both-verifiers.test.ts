/**
 * `latchkey/verify` and `latchkey/verify/web` compared: thousands of tokens, bent in their text, their header and their
 * claims, get the same verdict from both, the reason included. Seeded, so that a failure can be repeated.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type AlgorithmName, algorithmNames } from '../../src/keys/algorithm-table.ts'
import { KeyringError } from '../../src/keys/faults.ts'
import { generateKeyPair } from '../../src/keys/generate.ts'
import { createKeyring, type LocalKeyring, type VerifyingKeyOptions } from '../../src/keys/keyring.ts'
import { AuthError } from '../../src/problems.ts'
import { createVerifier as createWebVerifier } from '../../src/verify/web/web.ts'
import { anyAudience, anyIssuer, createVerifier } from '../../src/verify.ts'
import { mutations, signRaw } from './mutations.ts'
import { noon } from './needs.ts'

const seed = 20_261_129

interface Pair {
  readonly ring: LocalKeyring
  readonly node: (token: string) => Promise<unknown>
  readonly web: (token: string) => Promise<unknown>
}

const checks = { leeway: 5, tokenType: 'access', clock: { now: () => noon * 1000 } } as const
const loose = { ...checks, issuer: anyIssuer, audience: anyAudience } as const
const strict = {
  ...checks,
  issuer: ['https://a.example', 'https://b.example'],
  audience: 'orders',
  types: ['at+jwt', 'JWT'],
}

/** To make one takes about a second. */
const rsaPair = generateKeyPair('RS256')

function keyPairFor(algorithm: AlgorithmName) {
  if (algorithm.startsWith('HS')) return undefined
  return /^[RP]S/.test(algorithm) ? rsaPair : generateKeyPair(algorithm)
}

function pairOf(algorithm: AlgorithmName, kid?: string): Pair {
  const pair = keyPairFor(algorithm)
  const secret = 's'.repeat(64)
  const ring = createKeyring({ algorithm, signingKey: pair?.privatePem ?? secret, kid })
  const keys = [{ algorithm, key: pair?.publicPem ?? secret, kid }]
  const options = kid === undefined ? loose : strict
  const onNode = createVerifier({ ...options, keys })
  return { ring, node: async token => onNode(token), web: createWebVerifier({ ...options, keys }) }
}

const pairs = new Map(algorithmNames.map(name => [name, pairOf(name)]))

/** Everything that a caller sees, and the reason. */
async function verdictOf(verify: () => Promise<unknown>): Promise<unknown> {
  try {
    return { accepted: await verify() }
  } catch (error) {
    if (!(error instanceof AuthError)) throw error
    const { code, status, body, reason, headers } = error
    return { code, status, body, reason, headers }
  }
}

test('3,000 tokens with a bent text or header get the same verdict from both', async () => {
  const seen = new Map<string, number>()
  const property = fc.asyncProperty(fc.constantFrom(...algorithmNames), mutations(), async (algorithm, mutate) => {
    const pair = pairs.get(algorithm)
    assert.ok(pair)
    const text = await mutate(pair.ring, algorithm)
    const verdict = await verdictOf(() => pair.node(text))
    assert.deepEqual(await verdictOf(() => pair.web(text)), verdict)
    const reason = (verdict as { readonly reason?: string }).reason ?? 'accepted'
    seen.set(reason, (seen.get(reason) ?? 0) + 1)
  })
  await fc.assert(property, { seed, numRuns: 3000 })
  // They were not all refused for one reason, nor all accepted.
  for (const reason of ['accepted', 'bad_signature', 'not_base64url', 'not_compact', 'wrong_algorithm', 'wrong_typ']) {
    assert.ok((seen.get(reason) ?? 0) > 10, `${reason}: ${seen.get(reason)}`)
  }
})

const odd = fc.oneof(
  fc.constantFrom('', 'a', 7, -1, 0.5, null, true, [], {}, 1e300, noon, noon + 5, noon - 5, noon - 6),
  fc.jsonValue(),
)

/** Claims that are nearly right: each of them can be absent, odd, or as it should be. */
const claimSets = fc.record(
  {
    token_type: fc.oneof({ weight: 5, arbitrary: fc.constant('access') }, odd),
    exp: fc.oneof({ weight: 5, arbitrary: fc.integer({ min: noon - 10, max: noon + 300 }) }, odd),
    nbf: fc.oneof({ weight: 5, arbitrary: fc.integer({ min: noon - 300, max: noon + 10 }) }, odd),
    iat: fc.oneof({ weight: 5, arbitrary: fc.integer({ min: noon - 300, max: noon + 10 }) }, odd),
    jti: fc.oneof({ weight: 5, arbitrary: fc.constant('id') }, odd),
    sid: fc.oneof({ weight: 5, arbitrary: fc.constant('session') }, odd),
    sub: fc.oneof({ weight: 5, arbitrary: fc.constant('1') }, odd),
    user_id: fc.oneof({ weight: 5, arbitrary: fc.constantFrom('1', 7) }, odd),
    iss: fc.oneof({ weight: 9, arbitrary: fc.constantFrom('https://a.example', 'https://b.example') }, odd),
    aud: fc.oneof({ weight: 9, arbitrary: fc.constantFrom('orders', ['orders', 'x'], ['x']) }, odd),
  },
  { requiredKeys: ['token_type', 'exp', 'jti', 'user_id', 'iss', 'aud'] },
)

test('3,000 tokens with bent claims get the same verdict from both, and the same again from their caches', async () => {
  const pair = pairOf('HS256', 'k1')
  const seen = new Set<string>()
  const header = fc.constantFrom(
    { kid: 'k1' },
    { kid: 'k1', typ: 'JWT' },
    { kid: 'k1', typ: 'at+jwt' },
    { kid: 'k2' },
    {},
  )
  const property = fc.asyncProperty(header, claimSets, async (more, claims) => {
    const text = signRaw({ alg: 'HS256', ...more }, pair.ring, claims)
    const verdict = await verdictOf(() => pair.node(text))
    for (const _ of [1, 2]) {
      assert.deepEqual(await verdictOf(() => pair.web(text)), verdict)
      assert.deepEqual(await verdictOf(() => pair.node(text)), verdict)
    }
    seen.add((verdict as { readonly reason?: string }).reason ?? 'accepted')
  })
  await fc.assert(property, { seed, numRuns: 3000 })
  const reasons = [
    'accepted',
    'expired',
    'wrong_type',
    'wrong_issuer',
    'wrong_audience',
    'bad_time',
    'bad_id',
    'bad_user_id',
    'unknown_kid',
  ]
  for (const reason of reasons) assert.ok(seen.has(reason), `${reason} is among ${[...seen].join()}`)
})

const { publicJwk: es } = generateKeyPair('ES256')
const { publicJwk: ed, privateJwk: edPrivate, publicPem: edPem, privatePem: edPrivatePem } = generateKeyPair('EdDSA')
const { publicJwk: rsa, publicPem: rsaPem } = rsaPair
const secret = 'x'.repeat(50)
const { x: _, ...pointless } = es
const spki = edPem.split('\n').slice(1, -2).join('')

/** Keys as people give them, good and bad: some only the platform can refuse, others are refused when they are given. */
const keyLists: Readonly<Record<string, readonly VerifyingKeyOptions[]>> = {
  'a secret': [{ algorithm: 'HS256', key: secret }],
  'a secret of 31 bytes': [{ algorithm: 'HS256', key: 'x'.repeat(31) }],
  'a secret of 32 bytes for HS512': [{ algorithm: 'HS512', key: 'x'.repeat(32) }],
  'a weak secret while adopting': [{ algorithm: 'HS256', key: 'weak', strength: 'weak-while-adopting' }],
  'a secret with a line break': [{ algorithm: 'HS256', key: `${secret}\n` }],
  'an empty secret': [{ algorithm: 'HS256', key: '' }],
  'a PEM as a secret': [{ algorithm: 'HS256', key: rsaPem }],
  'a JWK as a secret': [{ algorithm: 'HS256', key: JSON.stringify(es) }],
  'base64 of a DER as a secret': [{ algorithm: 'HS256', key: spki }],
  'a DER in the JWK of a secret': [
    { algorithm: 'HS256', key: { kty: 'oct', k: Buffer.from(spki, 'base64').toString('base64url') } },
  ],
  'a secret as a JWK': [{ algorithm: 'HS256', key: { kty: 'oct', k: Buffer.from(secret).toString('base64url') } }],
  'a secret as a JWK with padding': [
    { algorithm: 'HS256', key: { kty: 'oct', k: `${Buffer.from(`${secret}x`).toString('base64')}=` } },
  ],
  'a public JWK as a secret': [{ algorithm: 'HS256', key: es }],
  'a secret for a key pair': [{ algorithm: 'RS256', key: secret }],
  'a public JWK': [{ algorithm: 'ES256', key: es }],
  'a JWK for another algorithm': [{ algorithm: 'ES384', key: es }],
  'a JWK that says another algorithm': [{ algorithm: 'PS256', key: { ...rsa, alg: 'RS256' } }],
  'a JWK for encryption': [{ algorithm: 'ES256', key: { ...es, use: 'enc' } }],
  'a JWK for other operations': [{ algorithm: 'ES256', key: { ...es, key_ops: ['deriveKey'] } }],
  'a point that is not on its curve': [{ algorithm: 'ES256', key: { ...es, y: 'AAAA' } }],
  'a point without an x': [{ algorithm: 'ES256', key: pointless }],
  'an Ed25519 key that is too short': [{ algorithm: 'EdDSA', key: { ...ed, x: 'AAAA' } }],
  'a private JWK': [{ algorithm: 'EdDSA', key: edPrivate }],
  'a private PEM': [{ algorithm: 'EdDSA', key: edPrivatePem }],
  'a PEM': [{ algorithm: 'EdDSA', key: edPem }],
  'a PEM in one line with \\n': [{ algorithm: 'EdDSA', key: edPem.replaceAll('\n', '\\n') }],
  'a PEM for another algorithm': [{ algorithm: 'ES256', key: edPem }],
  'a PEM without its last line': [{ algorithm: 'EdDSA', key: edPem.split('\n').slice(0, -2).join('\n') }],
  'the name of a file': [{ algorithm: 'EdDSA', key: 'keys/public.pem' }],
  'an RSA key that is too short': [
    { algorithm: 'RS256', key: { kty: 'RSA', n: rsa.n?.slice(0, 200) ?? '', e: 'AQAB' } },
  ],
  'an RSA key with the exponent 3': [{ algorithm: 'RS256', key: { ...rsa, e: 'Aw' } }],
  'an RSA key with leading zeros': [
    {
      algorithm: 'RS256',
      key: {
        ...rsa,
        n: Buffer.from(`00${Buffer.from(rsa.n ?? '', 'base64url').toString('hex')}`, 'hex').toString('base64url'),
      },
    },
  ],
  'an RSA key of a faulty generator (ROCA)': [{ algorithm: 'RS256', key: { ...rsa, n: rocaModulus() } }],
  'an unknown algorithm': [{ algorithm: 'none' as AlgorithmName, key: secret }],
  'two secrets without a kid': [1, 2].map(n => ({ algorithm: 'HS256', key: `${secret}${n}` })),
  'two keys with one kid': [
    { algorithm: 'ES256', key: es, kid: 'a' },
    { algorithm: 'EdDSA', key: ed, kid: 'a' },
  ],
  'one key twice, without a kid': [
    { algorithm: 'ES256', key: es },
    { algorithm: 'ES256', key: es },
  ],
  'two public keys without a kid': [
    { algorithm: 'ES256', key: es },
    { algorithm: 'EdDSA', key: ed },
  ],
  'an empty kid': [{ algorithm: 'ES256', key: es, kid: '' }],
  'two keys that take unnamed tokens': [
    { algorithm: 'ES256', key: es, kid: 'a', takesUnnamed: true },
    { algorithm: 'EdDSA', key: ed, kid: 'b', takesUnnamed: true },
  ],
}

for (const [what, keys] of Object.entries(keyLists)) {
  test(`${what}: both take it, or both refuse it`, async () => {
    const accepts = async (make: () => unknown) => {
      try {
        await make()
        return true
      } catch (error) {
        if (error instanceof KeyringError) return false
        throw error
      }
    }
    const onWeb = await accepts(() => createWebVerifier({ ...loose, keys: keys as never }).ready())
    assert.equal(onWeb, await accepts(() => createVerifier({ ...loose, keys })))
  })
}

/** A product of primes as the generator made them is a power of 65537 modulo each small prime: so is 65537 to any power. */
function rocaModulus(): string {
  const hex = (65_537n ** 129n).toString(16)
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').toString('base64url')
}
