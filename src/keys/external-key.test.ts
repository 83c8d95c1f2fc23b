import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Signer } from '../ports/signer.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { createFakeSigner } from '../testing/fake-signer.ts'
import { type AlgorithmName, algorithmNames } from './algorithm-table.ts'
import { derFromPair, readForeignDer } from './ecdsa.ts'
import { createExternalKeyring, createVerifyingKeyring } from './keyring.ts'

const input = 'eyJhbGciOiJFUzI1NiJ9.e30'

function ringOf(algorithm: AlgorithmName, options: Partial<Signer> = {}) {
  const fake = createFakeSigner(algorithm, options)
  const { signer = assert.fail() } = fake.settings
  const clock = createFakeClock()
  const { publicPem: verifyingKey, kid } = fake.pair
  return { fake, clock, ring: createExternalKeyring({ algorithm, verifyingKey, kid, signer, timer: clock }) }
}

for (const algorithm of algorithmNames.filter(name => !name.startsWith('HS'))) {
  for (const signatureFormat of algorithm.startsWith('ES') ? (['raw', 'der'] as const) : (['raw'] as const)) {
    test(`${algorithm}: what a signer returns as ${signatureFormat} becomes a signature that others verify`, async () => {
      const { ring, fake } = ringOf(algorithm, { signatureFormat })
      const verifier = createVerifyingKeyring([{ algorithm, key: fake.pair.publicPem, kid: fake.pair.kid }])
      const texts = await Promise.all(Array.from({ length: 40 }, () => ring.signing.sign(input)))
      for (const text of texts) assert.equal(verifier.find(fake.pair.kid)?.verify(input, text), true)
      assert.equal(fake.asked.length, 40)
      assert.deepEqual([fake.asked[0]?.algorithm, fake.asked[0]?.kid], [algorithm, fake.pair.kid])
    })
  }
}

test('nothing that the key of verifyingKey did not sign leaves, and the reason says what it was', async () => {
  const reasons = {
    is_away: ['signer_failed', /ECONNREFUSED/],
    returns_rubbish: ['other_key', /does not verify/],
    has_another_key: ['other_key', /does not verify/],
  } as const
  for (const [mood, [reason, cause]] of Object.entries(reasons)) {
    const { ring, fake } = ringOf('ES256')
    fake.mood = mood as keyof typeof reasons
    await assert.rejects(
      async () => await ring.signing.sign(input),
      (error: Error & { reason: string }) => {
        assert.deepEqual(
          [error.reason, Reflect.get(error, 'code'), Reflect.get(error, 'status')],
          [reason, 'signer_unavailable', 503],
        )
        assert.match(String(error.cause), cause)
        return true
      },
    )
  }
})

test('a signer that does not answer is left alone after its time, and its request is aborted', async () => {
  const { ring, fake, clock } = ringOf('ES256', { timeout: '2s' })
  fake.mood = 'hangs'
  const signing = Promise.resolve(ring.signing.sign(input))
  const refused = assert.rejects(signing, { code: 'signer_unavailable', reason: 'signer_timeout' })
  clock.advance(1999)
  assert.equal(fake.asked[0]?.signal.aborted, false)
  clock.advance(1)
  await refused
  assert.equal(fake.asked[0]?.signal.aborted, true)
})

test('what is no signature is refused with a word about the form it has', async () => {
  const answers: readonly (readonly [unknown, RegExp])[] = [
    ['text', /returned string in place of a Uint8Array/],
    [undefined, /returned undefined/],
    [new Uint8Array(0), /0 bytes/],
    [new Uint8Array(63), /63 bytes, which are no raw signature of ES256$/],
    [derFromPair(new Uint8Array(64).fill(1)), /set signatureFormat: 'der'/],
  ]
  for (const [answer, cause] of answers) {
    const { fake, clock } = ringOf('ES256')
    const signer = { sign: () => answer as Uint8Array }
    const ring = createExternalKeyring({ algorithm: 'ES256', verifyingKey: fake.pair.publicPem, signer, timer: clock })
    await assert.rejects(
      async () => await ring.signing.sign(input),
      (error: Error) => {
        assert.equal(Reflect.get(error, 'reason'), 'no_signature')
        assert.match(String(error.cause), cause)
        return true
      },
    )
  }
})

test('a signer that throws at once is refused as one that rejects', async () => {
  const { fake, clock } = ringOf('ES256')
  const signer = {
    sign: () => {
      throw new Error('no credentials')
    },
  }
  const ring = createExternalKeyring({ algorithm: 'ES256', verifyingKey: fake.pair.publicPem, signer, timer: clock })
  await assert.rejects(async () => await ring.signing.sign(input), { reason: 'signer_failed' })
})

test('DER of others is read strictly: no byte too many, no length that lies, no integer that is too long', () => {
  const pair = new Uint8Array(64).map((_, index) => index + 100)
  const der = derFromPair(pair)
  assert.deepEqual(readForeignDer(der, 32), Buffer.from(pair))
  assert.equal(readForeignDer(der, 31), undefined)
  for (let length = 0; length < der.length; length += 1)
    assert.equal(readForeignDer(der.subarray(0, length), 32), undefined)
  assert.equal(readForeignDer(Buffer.concat([der, Buffer.alloc(1)]), 32), undefined)
  for (let at = 0; at < 4; at += 1) {
    for (let byte = 0; byte < 256; byte += 1) {
      const changed = Buffer.from(der)
      changed[at] = byte
      const read = readForeignDer(changed, 32)
      assert.ok(read === undefined || byte === der[at], `${at}: ${byte}`)
    }
  }
  const wide = new Uint8Array(132).map((_, index) => index + 120)
  assert.deepEqual(readForeignDer(derFromPair(wide), 66), Buffer.from(wide))
})

test('a public key that is missing or of another type is refused before anything is signed', () => {
  const { fake, clock } = ringOf('ES256')
  const { signer = assert.fail() } = fake.settings
  const make = (verifyingKey: string, algorithm: AlgorithmName = 'ES256') =>
    createExternalKeyring({ algorithm, verifyingKey, signer, timer: clock })
  assert.throws(() => make(''), /it is empty/)
  assert.throws(() => make(fake.pair.privatePem), /a private key is given/)
  assert.throws(() => make(fake.pair.publicPem, 'RS256'), /RS256 needs rsa/)
})
