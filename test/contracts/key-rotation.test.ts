/** Key rotation: old tokens stay valid, new ones are signed by the new key, and the JWKS has both. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { generateKeyPair } from '../../src/keys/generate.ts'
import { keyringFromJwks } from '../../src/keys/jwks.ts'
import { resolveSettings } from '../../src/settings.ts'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { createTestAuth } from '../../src/testing/test-auth.ts'
import { readToken } from '../../src/tokens/read-token.ts'

const old = 'an old secret of more than thirty-two bytes, from before keys had names'
const fresh = 'a fresh secret of more than thirty-two bytes, which has a name of its own'

test('after a secret is replaced every session stays valid', async t => {
  const path = `${temporaryFolder(t)}/keys.sqlite3`
  const before = await createTestAuth({ signingKey: old }, { path })
  const pair = await before.register('first@example.com')
  await before.close()

  const previousKeys = [{ kid: '2026-05', key: old, takesUnnamed: true }]
  const after = await createTestAuth(
    { signingKey: fresh, keyId: '2026-11', previousKeys },
    { path, clock: before.clock },
  )
  t.after(() => after.close())
  assert.equal((await after.visit(pair.access)).status, 200)
  const next = (await after.refresh(pair.refresh)).json
  const header = JSON.parse(Buffer.from(next.access.split('.')[0], 'base64url').toString())
  assert.deepEqual(header, { alg: 'HS256', kid: '2026-11', typ: 'JWT' })
  assert.equal((await after.visit(next.access)).status, 200)
})

test('old and new public keys are published by kid, and verify the tokens that they signed', async t => {
  const [current, previous] = [generateKeyPair('ES256'), generateKeyPair('ES256')]
  const auth = await createTestAuth({
    algorithm: 'ES256',
    signingKey: current.privatePem,
    keyId: 'new',
    previousKeys: [{ kid: 'old', key: previous.publicPem }],
  })
  t.after(() => auth.close())
  const { access } = await auth.register('first@example.com')
  const set = (await auth.request('GET', '/.well-known/jwks.json')).json
  assert.deepEqual(
    set.keys.map(({ kid, alg, use, d }: Record<string, string>) => [kid, alg, use, d]),
    [
      ['new', 'ES256', 'sig', undefined],
      ['old', 'ES256', 'sig', undefined],
    ],
  )
  const claims = readToken({ ...auth.system, keyring: keyringFromJwks(set) }, access)
  assert.equal(claims.user_id, '1')
})

test('a secret is never published', async t => {
  const auth = await createTestAuth()
  t.after(() => auth.close())
  assert.deepEqual((await auth.request('GET', '/.well-known/jwks.json')).json, { keys: [] })
})

test('a key ring without kids, or with a malformed list, is a configuration error', async () => {
  await assert.rejects(createTestAuth({ signingKey: fresh, previousKeys: [{ kid: 'old', key: old }] }), /kid|name/)
  const values = { secretKey: fresh, previousKeys: ['old'] }
  assert.throws(() => resolveSettings([{ source: 'test', values }]), /is not a list of keys/)
})

test('caches keep the public keys for five minutes, and are told that they have not changed', async t => {
  const { privatePem } = generateKeyPair('ES256')
  const auth = await createTestAuth({ algorithm: 'ES256', signingKey: privatePem, keyId: 'one', keyRotation: '30d' })
  t.after(() => auth.close())
  const get = (etag = '""') => auth.request('GET', '/.well-known/jwks.json', { headers: { 'if-none-match': etag } })
  const first = await get()
  assert.equal(first.headers.get('cache-control'), 'public, max-age=300')
  const etag = first.headers.get('etag') ?? ''
  const same = await get(etag)
  assert.deepEqual([same.status, same.text, same.headers.get('etag')], [304, '', etag])
  assert.equal(same.headers.get('cache-control'), 'public, max-age=300')
  auth.clock.advance(30 * 86_400_000)
  await auth.system.signingKeys?.refresh()
  const other = await get(etag)
  assert.equal(other.status, 200)
  assert.notEqual(other.headers.get('etag'), etag)
})

test('caches keep the public keys for less time than a key is published before it signs', async t => {
  const auth = await createTestAuth({ keyRotation: '1h', keyPublishAhead: '90s' })
  t.after(() => auth.close())
  const { headers } = await auth.request('GET', '/.well-known/jwks.json')
  assert.equal(headers.get('cache-control'), 'public, max-age=45')
})
