/** API key guessing, enumeration of ids, and revoking another user's keys (IDOR). */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { defineEndpoint } from '../../../http/endpoints/define-endpoint.ts'
import { isAuthenticated } from '../../../permissions/built-in.ts'
import { createTestAuth } from '../../../testing/test-auth.ts'
import { testPassword } from '../../../testing/test-client.ts'
import { apiKeyAuthentication } from '../api-key-authentication.ts'

const endpoint = defineEndpoint({
  path: '/by-key/',
  authentication: [apiKeyAuthentication],
  permissions: [isAuthenticated],
  GET: () => ({ status: 200, body: {} }),
})

async function open(t: TestContext) {
  const auth = await createTestAuth({}, { endpoints: [endpoint] })
  t.after(() => auth.close())
  const alice = await auth.register('alice@example.com')
  const bob = await auth.register('bob@example.com')
  const key = (
    await auth.request('POST', '/api/auth/api-keys/', {
      token: alice.access,
      json: { name: 'job', current_password: testPassword },
    })
  ).json
  const knock = (text: string) => auth.request('GET', '/by-key/', { headers: { 'x-api-key': text } })
  return { auth, alice, bob, key, knock }
}

test('enumeration: an id that exists and one that does not are refused with the same message', async t => {
  const { key, knock } = await open(t)
  const [, id = '', secret = ''] = /^lk_(\w+?)_(.+)$/.exec(key.key) ?? []
  const attempts = [
    `lk_${id}_${'A'.repeat(43)}`,
    `lk_${'0'.repeat(16)}_${secret}`,
    `lk_${id}_${secret}x`,
    `lk_${id}_${secret.slice(0, -1)}`,
    key.key.toUpperCase(),
    `${key.key}, ${key.key}`,
    id,
    "' OR 1=1 --",
    'lk___',
  ]
  const replies = await Promise.all(attempts.map(knock))
  const seen = new Set(replies.map(({ status, text, headers }) => `${status} ${text} ${headers.get('latchkey-code')}`))
  assert.deepEqual([...seen], ['403 {"detail":"Invalid API key"} authentication_failed'])
  assert.equal((await knock(key.key)).status, 200)
})

test('the store holds nothing that authenticates', async t => {
  const { auth, key, knock } = await open(t)
  const row = auth.store.database.prepare('SELECT * FROM api_keys').get() ?? {}
  for (const value of Object.values(row)) assert.notEqual((await knock(String(value))).status, 200)
  assert.equal(JSON.stringify(Object.values(row)).includes(key.key.slice(-20)), false)
})

test('IDOR: a user can neither see nor revoke another user’s keys', async t => {
  const { auth, bob, key, knock } = await open(t)
  const gone = await auth.request('DELETE', `/api/auth/api-keys/${key.id}/`, { token: bob.access })
  const never = await auth.request('DELETE', `/api/auth/api-keys/${'0'.repeat(16)}/`, { token: bob.access })
  assert.deepEqual([gone.status, gone.text], [never.status, never.text])
  assert.deepEqual((await auth.request('GET', '/api/auth/api-keys/', { token: bob.access })).json, [])
  assert.equal((await knock(key.key)).status, 200)
})

test('the text of a key is in no event', async t => {
  const { auth, key, knock } = await open(t)
  await knock(key.key)
  await knock(`${key.key}x`)
  assert.equal(JSON.stringify(auth.events).includes(key.key), false)
})
