/** The key ring as operators see it. */
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import type { Config } from '../../../settings/settings.ts'
import { logIn, openAdmin } from './callers.ts'

async function keysUnder(t: TestContext, config: Config) {
  const auth = await openAdmin(t, config)
  const { credentials } = await logIn(auth, 'root@example.com', { isSuperuser: true, isStaff: true })
  const { status, json, text } = await auth.request('GET', '/api/admin/keys/', { headers: credentials })
  assert.equal(status, 200, text)
  return { json, text }
}

test('a single secret has no name and is shown by its setting alone', async t => {
  const secretKey = 'PLAIN-secret-of-this-test-0123456789abcdefghijkl'
  const { json, text } = await keysUnder(t, { secretKey })
  const only = { kid: null, algorithm: 'HS256', use: 'signing', takes_unnamed: true }
  assert.deepEqual(json, { results: [{ ...only, setting: 'secretKey', source: 'test' }], jwk_url: null })
  assert.doesNotMatch(text, /PLAIN/)
})

test('after a rotation the new key signs and the old one verifies, and no half of a pair is shown', async t => {
  const pair = () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    return {
      privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
      publicKey: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    }
  }
  const [now, before] = [pair(), pair()]
  const { json, text } = await keysUnder(t, {
    algorithm: 'ES256',
    signingKey: now.privateKey,
    keyId: 'now',
    previousKeys: [
      { kid: 'before', key: before.publicKey, takesUnnamed: true },
      { kid: 'django', key: 'PLAIN-secret-of-this-test-0123456789abcdefghijkl', algorithm: 'HS256' },
    ],
  })
  assert.deepEqual(
    json.results.map((key: Record<string, unknown>) => Object.values(key)),
    [
      ['now', 'ES256', 'signing', false, 'signingKey', 'test'],
      ['before', 'ES256', 'verifying', true, 'previousKeys', 'test'],
      ['django', 'HS256', 'verifying', false, 'previousKeys', 'test'],
    ],
  )
  assert.doesNotMatch(text, /PLAIN|BEGIN|MIG|MFk/)
})
