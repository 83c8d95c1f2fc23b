import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createNeeds, noon, refusal, sign, type TestNeeds } from '../../test/vectors/needs.ts'
import { generateKeyPair } from '../keys/generate.ts'
import { createKeyring, type VerifyingKeyring } from '../keys/keyring.ts'
import { createVerifiedCache } from './verified-cache.ts'
import type { VerifiedCacheOptions } from './verified-store.ts'

/** A cache whose keyring counts key look-ups: one for each verified signature. */
function createCounted(options?: VerifiedCacheOptions, needs: TestNeeds = createNeeds()) {
  const counts = { verified: 0 }
  const findByHeader: VerifyingKeyring['findByHeader'] = text => {
    counts.verified += 1
    return needs.keyring.findByHeader(text)
  }
  const cache = createVerifiedCache({ ...needs, keyring: { ...needs.keyring, findByHeader } }, options)
  const mint = (jti: string, exp = noon + 300) => sign(needs, { exp, jti, roles: ['a'] })
  /** An HMAC is remembered when it is seen for the second time. */
  const remember = (text: string) => {
    cache.read(text)
    return cache.read(text)
  }
  return { needs, cache, counts, mint, remember }
}

const keyPair = createNeeds(
  {},
  {
    keyring: createKeyring({ algorithm: 'EdDSA', signingKey: generateKeyPair('EdDSA').privatePem }),
  },
)

test('an HMAC is verified the first two times that a token is seen', () => {
  const { cache, counts, mint } = createCounted()
  const text = mint('a')
  cache.read(text)
  assert.deepEqual([cache.size(), counts.verified], [0, 1])
  const claims = cache.read(text)
  assert.equal(cache.read(`${text}`), claims)
  assert.deepEqual([cache.size(), counts.verified], [1, 2])
  cache.read(mint('b'))
  assert.equal(counts.verified, 3)
})

test('a signature of a key pair is verified once for each token', () => {
  const { cache, counts, mint } = createCounted({}, keyPair)
  const text = mint('a')
  assert.equal(cache.read(text), cache.read(`${text}`))
  assert.deepEqual([cache.size(), counts.verified], [1, 1])
})

test('a cached token still expires, and then leaves the cache', () => {
  const { needs, cache, mint, remember } = createCounted()
  const text = mint('a', noon + 10)
  remember(text)
  needs.wait(10)
  assert.throws(() => cache.read(text), refusal('expired', 'Token is expired'))
  assert.equal(cache.size(), 0)
})

test('a token that differs in its last character is another token', () => {
  const { cache, mint, remember } = createCounted()
  const text = mint('a')
  remember(text)
  assert.throws(() => cache.read(text.slice(0, -1) + (text.endsWith('A') ? 'E' : 'A')), refusal('bad_signature'))
})

test('another header or payload in front of a cached signature is refused, and the cached token is still known', () => {
  const { cache, counts, mint, remember } = createCounted()
  const [text, other] = [mint('a'), mint('b')]
  const claims = remember(text)
  const signature = text.slice(text.lastIndexOf('.'))
  const input = other.slice(0, other.lastIndexOf('.'))
  for (const forged of [input + signature, `.${signature}`, `x${text}`, signature, signature.slice(1)]) {
    assert.throws(() => cache.read(forged), /Token is invalid/)
  }
  const before = counts.verified
  assert.equal(cache.read(text), claims)
  assert.equal(counts.verified, before)
})

test('what is no text is refused', () => {
  const { cache } = createCounted()
  for (const value of [undefined, null, 7, {}, []]) {
    assert.throws(() => cache.read(value as never), refusal('not_compact'))
  }
})

test('refused tokens are not cached', () => {
  const { cache, mint } = createCounted()
  for (let round = 0; round < 3; round += 1) assert.throws(() => cache.read(mint('a', noon)))
  assert.equal(cache.size(), 0)
})

test('the cache is bounded, and what is used often survives a flood of other tokens', () => {
  for (const [needs, sightings] of [
    [createNeeds(), 2],
    [keyPair, 1],
  ] as const) {
    const { cache, counts, mint, remember } = createCounted({ maximumEntries: 20 }, needs)
    const hot = Array.from({ length: 5 }, (_, index) => mint(`hot ${index}`))
    const seen = hot.map(remember)
    for (let index = 0; index < 200; index += 1) {
      const flood = mint(`flood ${index}`)
      for (let sighting = 0; sighting < sightings; sighting += 1) cache.read(flood)
      assert.ok(cache.size() <= 20)
      const before = counts.verified
      assert.deepEqual(hot.map(cache.read), seen)
      assert.equal(counts.verified, before)
    }
  }
})

test('tokens that are seen once fill no memory', () => {
  const { cache, mint } = createCounted({ maximumEntries: 1000 })
  for (let index = 0; index < 20_000; index += 1) cache.read(mint(`once ${index}`))
  // The filter takes about one in a hundred for known.
  assert.ok(cache.size() < 500, `${cache.size()} are cached`)
})

test('as many tokens as there may be are all cached', () => {
  const { cache, counts, mint, remember } = createCounted({ maximumEntries: 1000 })
  const texts = Array.from({ length: 1000 }, (_, index) => mint(`token ${index}`))
  texts.forEach(remember)
  counts.verified = 0
  texts.forEach(cache.read)
  assert.deepEqual([cache.size(), counts.verified], [1000, 0])
})

test('a cache for no entries verifies every time', () => {
  const { cache, counts, mint, remember } = createCounted({ maximumEntries: 0 }, keyPair)
  remember(mint('a'))
  assert.deepEqual([cache.size(), counts.verified], [0, 2])
})

test('long tokens are not cached', () => {
  const { cache, counts, mint } = createCounted({ maximumStoredLength: 300 }, keyPair)
  const text = mint('j'.repeat(300))
  cache.read(text)
  cache.read(text)
  assert.deepEqual([cache.size(), counts.verified], [0, 2])
})

test('claims are frozen to their depth, also before they are shared', () => {
  const { cache, needs, mint } = createCounted()
  assert.throws(() => (cache.read(mint('a')).roles as string[]).push('admin'), TypeError)
  const nested = sign(needs, { exp: noon + 300, deep: { list: [1] } })
  const { list } = cache.read(nested).deep as { readonly list: number[] }
  assert.throws(() => list.push(2), TypeError)
})

test('a cached token whose key was withdrawn is refused at once, and leaves the cache', () => {
  const needs = createNeeds()
  let ring: VerifyingKeyring = needs.keyring
  const keyring: VerifyingKeyring = {
    get keys() {
      return ring.keys
    },
    find: kid => ring.find(kid),
    findByHeader: text => ring.findByHeader(text),
  }
  const cache = createVerifiedCache({ ...needs, keyring })
  const text = sign(needs, { exp: noon + 300, jti: 'a' })
  cache.read(text)
  const claims = cache.read(text)
  assert.equal(cache.read(text), claims)
  ring = { keys: [], find: () => undefined, findByHeader: () => undefined }
  assert.throws(() => cache.read(text), refusal('unknown_kid'))
  assert.equal(cache.size(), 0)
  ring = needs.keyring
  assert.deepEqual(cache.read(text), claims)
})
