import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth } from '../../../testing/test-auth.ts'

const alice = { email: 'alice@example.com', password: 'SecurePass123!' }

async function slide(config: Parameters<typeof createTestAuth>[0] = {}) {
  const auth = await createTestAuth({ authTokenClasses: ['sliding'], ...config })
  await auth.request('POST', '/api/auth/register/', { json: { ...alice, password_confirm: alice.password } })
  const { json } = await auth.request('POST', '/api/sliding/token/', { json: alice })
  const renew = (token: string) => auth.request('POST', '/api/sliding/token/refresh/', { json: { token } })
  return { auth, token: String(json.token), renew }
}

test('a sliding token opens endpoints, and is renewed in place', async () => {
  const { auth, token, renew } = await slide()
  assert.equal((await auth.visit(token)).status, 200)
  auth.clock.advance(60_000)
  const { status, json } = await renew(token)
  assert.equal(status, 200)
  assert.equal((await auth.visit(json.token)).status, 200)
})

test('an expired sliding token is not renewed', async () => {
  const { auth, token, renew } = await slide({ slidingTokenLifetime: '5m' })
  auth.clock.advance(301_000)
  assert.equal((await renew(token)).status, 401)
})

test('renewals end with refresh_exp, however often the token was renewed', async () => {
  const { auth, token, renew } = await slide({ slidingTokenLifetime: '1h', slidingTokenRefreshLifetime: '2h' })
  let held = token
  for (let minutes = 0; minutes < 120; minutes += 30) {
    const { status, json } = await renew(held)
    assert.equal(status, 200, `${minutes} minutes`)
    held = json.token
    auth.clock.advance(30 * 60_000)
  }
  assert.equal((await renew(held)).status, 401)
})
