import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createNeeds, noon, refusal, sign } from '../../test/vectors/needs.ts'
import type { VerifyingKeyring } from '../keys/keyring.ts'
import { createVerifiedCache, type VerifiedCacheOptions } from './verified-cache.ts'

/** A cache whose keyring counts key look-ups: one for each verified signature. */
function createCounted(options?: VerifiedCacheOptions) {
  const needs = createNeeds()
  const counts = { verified: 0 }
  const findByHeader: VerifyingKeyring['findByHeader'] = text => {
    counts.verified += 1
    return needs.keyring.findByHeader(text)
  }
  const cache = createVerifiedCache({ ...needs, keyring: { ...needs.keyring, findByHeader } }, options)
  const mint = (jti: string, exp = noon + 300) => sign(needs, { exp, jti, roles: ['a'] })
  return { needs, cache, counts, mint }
}

test('a signature is verified once for each token text', () => {
  const { cache, counts, mint } = createCounted()
  const text = mint('a')
  assert.equal(cache.read(text), cache.read(`${text}`))
  assert.equal(counts.verified, 1)
  cache.read(mint('b'))
  assert.equal(counts.verified, 2)
})

test('a cached token still expires, and then leaves the cache', () => {
  const { needs, cache, mint } = createCounted()
  const text = mint('a', noon + 10)
  cache.read(text)
  needs.wait(10)
  assert.throws(() => cache.read(text), refusal('expired', 'Token is expired'))
  assert.equal(cache.size(), 0)
})

test('a token that differs in its last character is another token', () => {
  const { cache, mint } = createCounted()
  const text = mint('a')
  cache.read(text)
  assert.throws(() => cache.read(text.slice(0, -1) + (text.endsWith('A') ? 'E' : 'A')), refusal('bad_signature'))
})

test('refused tokens are not cached', () => {
  const { cache, mint } = createCounted()
  assert.throws(() => cache.read(mint('a', noon)))
  assert.equal(cache.size(), 0)
})

test('the cache is bounded, and the oldest entry is evicted first', () => {
  const { cache, counts, mint } = createCounted({ maximumEntries: 2 })
  const [a, b, c] = ['a', 'b', 'c'].map(jti => mint(jti)) as [string, string, string]
  for (const text of [a, b, c]) cache.read(text)
  assert.equal(cache.size(), 2)
  cache.read(b)
  assert.equal(counts.verified, 3)
  cache.read(a)
  assert.equal(counts.verified, 4)
})

test('long tokens are not cached', () => {
  const { cache, counts, mint } = createCounted({ maximumStoredLength: 300 })
  const text = mint('j'.repeat(300))
  cache.read(text)
  cache.read(text)
  assert.deepEqual([cache.size(), counts.verified], [0, 2])
})

test('cached claims are shared and frozen', () => {
  const { cache, mint } = createCounted()
  const { roles } = cache.read(mint('a'))
  assert.throws(() => (roles as string[]).push('admin'), TypeError)
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
  const claims = cache.read(text)
  assert.equal(cache.read(text), claims)
  ring = { keys: [], find: () => undefined, findByHeader: () => undefined }
  assert.throws(() => cache.read(text), refusal('unknown_kid'))
  assert.equal(cache.size(), 0)
  ring = needs.keyring
  assert.deepEqual(cache.read(text), claims)
})
