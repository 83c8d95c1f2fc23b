import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sortWebJwks } from '../verify/web/web-jwks.ts'
import { generateKeyPair } from './generate.ts'
import { sortJwks } from './sort-jwks.ts'

const [es, other, rsa] = [generateKeyPair('ES256'), generateKeyPair('ES256'), generateKeyPair('RS256')]
const good = es.publicJwk
const { x: _, ...pointless } = other.publicJwk
const odd = { ...other.publicJwk, kid: 'odd' }

const sorts = { 'node:crypto': sortJwks, WebCrypto: sortWebJwks } as const

for (const [platform, sort] of Object.entries(sorts)) {
  for (const [what, key, why] of [
    ['is no object', null, 'not_an_object'],
    ['is a list', [], 'not_an_object'],
    ['has a number for its kid', { ...odd, kid: 7 }, 'bad_kid'],
    ['has an empty kid', { ...odd, kid: '' }, 'bad_kid'],
    ['is a secret', { kty: 'oct', k: 'A'.repeat(43), kid: 'odd', alg: 'HS256' }, 'secret'],
    ['is a private key', { ...other.privateJwk, kid: 'odd' }, 'private_key'],
    ['is for encryption', { ...odd, use: 'enc' }, 'not_for_signatures'],
    ['is for other operations', { ...odd, key_ops: ['deriveKey'] }, 'not_for_signatures'],
    ['has an unknown kty', { ...odd, kty: 'AKP' }, 'unknown_algorithm'],
    ['has an unknown alg', { ...odd, alg: 'ML-DSA-65' }, 'unknown_algorithm'],
    ['has another alg than its kty', { ...odd, alg: 'RS256' }, 'unknown_algorithm'],
    ['is not base64url', { ...odd, x: `${odd.x}=` }, 'bad_key'],
    ['is no point of its curve', { ...odd, y: 'AAAA' }, 'bad_key'],
    ['lacks a member', { ...pointless, kid: 'odd' }, 'bad_key'],
    ['is too short', { kty: 'RSA', n: 'sXch', e: 'AQAB', kid: 'odd' }, 'bad_key'],
  ] as const) {
    test(`${platform}: a key that ${what} is skipped and named, and the others work`, async () => {
      const { usable, skipped } = await sort([key, good, rsa.publicJwk])
      assert.deepEqual(usable, [good, rsa.publicJwk])
      assert.deepEqual(
        skipped.map(each => each.why),
        [why],
      )
    })
  }

  test(`${platform}: two keys by one kid are both skipped, as a token could be checked with either (key confusion)`, async () => {
    const twin = { ...other.publicJwk, kid: es.kid }
    const { usable, skipped } = await sort([good, twin, rsa.publicJwk])
    assert.deepEqual(usable, [rsa.publicJwk])
    assert.deepEqual(
      skipped.map(({ why }) => why),
      ['same_kid_twice', 'same_kid_twice'],
    )
  })

  test(`${platform}: a key that is listed twice is one key, and one kid may name keys of two algorithms`, async () => {
    const namesake = { ...rsa.publicJwk, kid: es.kid }
    assert.deepEqual(await sort([good, { ...good }, namesake]), { usable: [good, namesake], skipped: [] })
  })
}
