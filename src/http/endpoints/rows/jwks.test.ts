import assert from 'node:assert/strict'
import { test } from 'node:test'
import { generateKeyPair } from '../../../keys/generate.ts'
import { createTestAuth } from '../../../testing/test-auth.ts'

const path = '/.well-known/jwks.json'

test('an HMAC secret is never published', async () => {
  const auth = await createTestAuth()
  assert.deepEqual((await auth.request('GET', path)).json, { keys: [] })
})

test('a key pair is published without its private half', async () => {
  const { privatePem, publicPem, kid } = generateKeyPair('ES256')
  const auth = await createTestAuth({ algorithm: 'ES256', signingKey: privatePem, verifyingKey: publicPem, keyId: kid })
  const { keys } = (await auth.request('GET', path)).json
  assert.equal(keys.length, 1)
  assert.deepEqual([keys[0].kid, keys[0].alg, keys[0].use, keys[0].d], [kid, 'ES256', 'sig', undefined])
})
