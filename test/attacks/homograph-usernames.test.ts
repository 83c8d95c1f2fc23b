/** A user name in another Unicode form is the same name: at the login endpoints, and for whoever wants to imitate one. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth } from '../../src/testing/test-auth.ts'
import { testPassword } from '../../src/testing/test-client.ts'

const accounts = { accounts: 'username' } as const
const account = (username: string) => ({ username, password: testPassword, password_confirm: testPassword })
const endpoints = ['/api/token/', '/api/auth/login/', '/api/auth/cookie/login/', '/api/sliding/token/']

test('a user a user who registers with a decomposed, full-width or ligature name logs in with it', async () => {
  const auth = await createTestAuth(accounts)
  for (const username of ['e\u0301ric', '\uff42ob', '\ufb01ona']) {
    assert.equal((await auth.request('POST', '/api/auth/register/', { json: account(username) })).status, 201)
    for (const endpoint of endpoints) {
      const { status } = await auth.request('POST', endpoint, { json: { username, password: testPassword } })
      assert.equal(status, 200, `${JSON.stringify(username)} at ${endpoint}`)
    }
  }
})

test('another spelling of a taken name is refused, at registration and in the profile', async () => {
  const auth = await createTestAuth(accounts)
  for (const name of ['alice', 'mallory']) {
    await auth.request('POST', '/api/auth/register/', { json: account(name) })
  }
  const { access } = (await auth.request('POST', '/api/token/', { json: account('mallory') })).json
  for (const username of ['\uff41lice', 'al\u2170ce']) {
    const taken = { username: ['A user with that username already exists.'] }
    const profile = await auth.request('PATCH', '/api/auth/profile/', {
      token: access,
      json: { username, current_password: testPassword },
    })
    const registration = await auth.request('POST', '/api/auth/register/', { json: account(username) })
    for (const { status, json } of [profile, registration])
      assert.deepEqual([status, json.username], [400, taken.username])
  }
})

test('a name that grows past the limit, or gains blanks, in the form in which it is stored is refused', async () => {
  const auth = await createTestAuth(accounts)
  for (const username of ['\ufb00'.repeat(76), 'x\ufdfa']) {
    const { status, json } = await auth.request('POST', '/api/auth/register/', { json: account(username) })
    assert.deepEqual([status, Object.keys(json)], [400, ['username']])
  }
})

test('wrong passwords of all its spellings are counted together', async () => {
  const auth = await createTestAuth({ ...accounts, throttling: true, loginRate: null, loginFailures: 2 })
  const statuses: number[] = []
  for (const username of ['alice', '\uff41lice', '\u24d0lice']) {
    statuses.push((await auth.request('POST', '/api/token/', { json: { username, password: 'wrong' } })).status)
  }
  assert.deepEqual(statuses, [401, 401, 429])
})

test('in compat a name is compared as it is typed, as Django does', async () => {
  const auth = await createTestAuth({ ...accounts, compat: 'simplejwt' })
  await auth.request('POST', '/api/auth/register/', { json: account('\u00e9ric') })
  for (const [username, status] of [
    ['\u00e9ric', 200],
    ['e\u0301ric', 401],
  ] as const) {
    const answer = await auth.request('POST', '/api/token/', { json: { username, password: testPassword } })
    assert.equal(answer.status, status)
  }
})
