/** The key ring as operators see it. */
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import type { Config } from '../../../settings/settings.ts'
import { logIn, openAdmin } from './callers.ts'

async function keysUnder(t: TestContext, config: Config) {
  const auth = await openAdmin(t, { keyRotation: undefined, ...config })
  const { credentials } = await logIn(auth, 'root@example.com', { isSuperuser: true, isStaff: true })
  const { status, json, text } = await auth.request('GET', '/api/admin/keys/', { headers: credentials })
  assert.equal(status, 200, text)
  return { json, text }
}

test('a single secret has no name and is shown by its setting alone', async t => {
  const secretKey = 'PLAIN-secret-of-this-test-0123456789abcdefghijkl'
  const { json, text } = await keysUnder(t, { secretKey })
  const only = { kid: null, algorithm: 'HS256', use: 'signing', takes_unnamed: true }
  const unknown = { published_at: null, signs_from: null, signs_until: null, verifies_until: null, made_by: null }
  const results = [{ ...only, setting: 'secretKey', source: 'test', ...unknown }]
  assert.deepEqual(json, { results, jwk_url: null, rotates: null })
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
    json.results.map((key: Record<string, unknown>) => Object.values(key).slice(0, 6)),
    [
      ['now', 'ES256', 'signing', false, 'signingKey', 'test'],
      ['before', 'ES256', 'verifying', true, 'previousKeys', 'test'],
      ['django', 'HS256', 'verifying', false, 'previousKeys', 'test'],
    ],
  )
  assert.doesNotMatch(text, /PLAIN|BEGIN|MIG|MFk/)
})

test('keys of the database are listed with their times, the one that signs first, and no half of them is shown', async t => {
  const auth = await openAdmin(t, { keyRotation: '30d' })
  const { credentials: headers } = await logIn(auth, 'root@example.com', { isSuperuser: true, isStaff: true })
  const keys = async () => (await auth.request('GET', '/api/admin/keys/', { headers })).json
  const { results, rotates } = await keys()
  const [first, second] = results
  assert.equal(rotates, 30 * 86_400)
  assert.deepEqual([first.use, first.setting, first.made_by], ['signing', 'secretKey', 'configuration'])
  assert.deepEqual([second.use, second.setting, first.signs_until], ['published', null, second.signs_from])
  const members =
    'kid algorithm use takes_unnamed setting source published_at signs_from signs_until verifies_until made_by'
  for (const key of results) assert.deepEqual(Object.keys(key), members.split(' '))
})

test('a leaked key: the next one signs in seconds, and every token of the other is refused', async t => {
  const auth = await openAdmin(t, { keyRotation: '30d' })
  const { credentials: headers } = await logIn(auth, 'root@example.com', { isSuperuser: true, isStaff: true })
  const pair = await auth.register('ann@example.com')
  const post = (path: string, json?: object) => auth.request('POST', `/api/admin/keys/${path}/`, { headers, json })
  const [leaked, next] = (await auth.request('GET', '/api/admin/keys/', { headers })).json.results
  const weighed = await auth.request('GET', `/api/admin/keys/${leaked.kid}/`, { headers })
  assert.equal(weighed.json.sessions, 2)
  const rotated = await post('rotate', { haste: 'at_once' })
  assert.deepEqual([rotated.status, rotated.json.outcome, rotated.json.key.kid], [200, 'advanced', next.kid])
  auth.clock.advance(5000)
  await auth.system.signingKeys?.refresh()
  const fresh = await auth.login('ann@example.com')
  assert.equal((await auth.visit(pair.access)).status, 200)
  assert.equal((await post(`${leaked.kid}/retire`)).status, 204)
  assert.equal((await auth.visit(pair.access)).status, 401)
  assert.equal((await auth.refresh(pair.refresh)).status, 401)
  assert.equal((await auth.visit(fresh.access)).status, 200)
  const events = auth.events.filter(({ name }) => name === 'key.advanced' || name === 'key.retired')
  assert.deepEqual(
    events.map(({ name, actor }) => [name, actor]),
    [
      ['key.advanced', '1'],
      ['key.retired', '1'],
    ],
  )
})

test('the key that signs is not retired while no other is published, and an unknown one is not found', async t => {
  const auth = await openAdmin(t, { keyRotation: 'manual' })
  const { credentials: headers } = await logIn(auth, 'root@example.com', { isSuperuser: true, isStaff: true })
  const post = (path: string, json?: object) => auth.request('POST', `/api/admin/keys/${path}/`, { headers, json })
  const rotated = await post('rotate', {})
  assert.equal(rotated.json.outcome, 'published')
  assert.equal((await post('rotate', {})).json.outcome, 'unchanged')
  const [signing, next] = (await auth.request('GET', '/api/admin/keys/', { headers })).json.results
  assert.equal((await post(`${next.kid}/retire`)).status, 204)
  const refused = await post(`${signing.kid}/retire`)
  assert.deepEqual([refused.status, refused.headers.get('latchkey-code')], [409, 'key_without_successor'])
  assert.equal((await post('none/retire')).status, 404)
  assert.equal((await auth.request('GET', '/api/admin/keys/none/', { headers })).status, 404)
})
