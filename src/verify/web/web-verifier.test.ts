/** What only the verifier on WebCrypto promises; what it has in common with Node's is in the tests of both. */
import assert from 'node:assert/strict'
import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { z } from 'zod'
import { implementations } from '../../../test/vectors/implementations.ts'
import { createNeeds, noon, refusal, sign } from '../../../test/vectors/needs.ts'
import { KeyringError } from '../../keys/faults.ts'
import { generateKeyPair } from '../../keys/generate.ts'
import { createKeyring } from '../../keys/keyring.ts'
import { anyAudience, anyIssuer, createVerifier } from './web.ts'

const pair = generateKeyPair('ES256')
const needs = createNeeds({}, { keyring: createKeyring({ algorithm: 'ES256', signingKey: pair.privatePem }) })
const checks = { issuer: anyIssuer, audience: anyAudience, tokenType: 'access', leeway: 0, clock: needs.clock } as const
const keys = [{ algorithm: 'ES256', key: pair.publicPem }] as const
const token = sign(needs, { token_type: 'access', exp: noon + 300, jti: 'a', user_id: '7', team: 'red' })
const offCurve = [{ algorithm: 'ES256', key: { ...pair.publicJwk, y: pair.publicJwk.x ?? '' } }] as const

test('ready() imports the keys, and rejects for one that only the platform can refuse; so does every token then', async () => {
  await createVerifier({ ...checks, keys }).ready()
  const verify = createVerifier({ ...checks, keys: offCurve })
  const isRefused = (error: unknown) =>
    error instanceof KeyringError && /the key without kid: the JWK is not a key/.test(error.message)
  await assert.rejects(verify.ready(), isRefused)
  await assert.rejects(verify(token), isRefused)
})

test('everything else that is wrong with keys is said at once, when the verifier is made', () => {
  const bad = [
    { algorithm: 'HS256', key: 'short', kid: 'a' },
    { algorithm: 'ES256', key: pair.privatePem, kid: 'b' },
    { algorithm: 'RS256', key: pair.publicPem, kid: 'c' },
  ] as const
  assert.throws(
    () => createVerifier({ ...checks, keys: bad }),
    (error: unknown) =>
      error instanceof KeyringError && error.faults.length === 3 && /"a".*40 bits/.test(error.message),
  )
})

test('a signature is computed once for a token that is cached', async t => {
  const verify = createVerifier({ ...checks, keys })
  const uncached = createVerifier({ ...checks, keys, cacheEntries: 0 })
  for (const each of [verify, uncached]) await each.ready()
  const counted = t.mock.method(crypto.subtle, 'verify')
  for (const _ of [1, 2, 3]) assert.equal((await verify(token)).userId, '7')
  assert.equal(counted.mock.callCount(), 1)
  for (const _ of [1, 2]) await uncached(token)
  assert.equal(counted.mock.callCount(), 3)
})

for (const each of implementations) {
  test(`${each.name}: a schema with asynchronous checks, where the verifier returns a promise`, async () => {
    let asked = 0
    const team = z.string().refine(async name => {
      asked += 1
      return name === 'red'
    })
    const verify = each.createVerifier({ ...checks, keys: needs.keyring, claims: z.object({ team }) })
    if (each.name === 'node:crypto') {
      await assert.rejects(verify(token), /the schema of claims is asynchronous/)
      return
    }
    assert.deepEqual((await verify(token)).claims, { team: 'red' })
    // Zod tries without waiting first, and then again.
    const once = asked
    assert.deepEqual((await verify(token)).claims, { team: 'red' })
    assert.ok(once > 0 && asked === once)
    const blue = sign(needs, { token_type: 'access', exp: noon + 300, jti: 'b', user_id: '7', team: 'blue' })
    await assert.rejects(verify(blue), refusal('refused_by_schema'))
  })
}

const ders = [
  createPublicKey(pair.publicPem).export({ format: 'der', type: 'spki' }),
  generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' }),
  generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'der', type: 'spki' }),
  generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'der', type: 'pkcs1' }),
  generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).publicKey.export({ format: 'der', type: 'spki' }),
  generateKeyPairSync('x25519').publicKey.export({ format: 'der', type: 'spki' }),
]

test('of public keys with bent bytes it takes none that Node refuses, and of sound ones those that Node takes', async () => {
  const bend = fc.tuple(fc.nat(ders.length - 1), fc.nat(40), fc.nat(255), fc.constantFrom('set', 'cut', 'add', 'none'))
  const seen = new Set<string>()
  const property = fc.asyncProperty(
    bend,
    fc.constantFrom('ES256', 'EdDSA', 'RS256'),
    async ([index, at, byte, how], algorithm) => {
      const sound = ders[index] ?? Buffer.alloc(0)
      const bent =
        how === 'cut'
          ? sound.subarray(0, -1 - at)
          : how === 'add'
            ? Buffer.concat([sound, Buffer.from([byte])])
            : Buffer.from(sound)
      if (how === 'set') bent[at] = byte
      const label = index === 3 ? 'RSA PUBLIC KEY' : 'PUBLIC KEY'
      const lines = bent.toString('base64').replaceAll(/.{64}(?=.)/g, '$&\n')
      const given = [{ algorithm, key: `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n` }] as const
      const [node, web] = await Promise.all(
        implementations.map(each => each.ringOf(given).then(() => true, isKeyringError)),
      )
      if (web === true || how === 'none') assert.equal(web, node, `${how} of ${index} as ${algorithm}`)
      seen.add(`${how} ${web}`)
    },
  )
  await fc.assert(property, { seed: 20_261_129, numRuns: 1500 })
  assert.ok(
    seen.has('none true') && seen.has('none false') && seen.has('set false') && seen.has('cut false'),
    [...seen].join(),
  )
})

function isKeyringError(error: unknown): boolean {
  if (error instanceof KeyringError) return false
  throw error
}
