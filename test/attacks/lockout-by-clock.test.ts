/** A clock that is set back, as NTP does, must lock no one out for as long as it was set back. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLimitedAuth, login, testPassword } from './credentials-endpoints.ts'

const minute = 60_000

test('tokens from before the clock was set back go on, and so do logins', async () => {
  const auth = await createLimitedAuth()
  const { access, refresh } = await auth.register('eve@example.com')
  for (let count = 0; count < 6; count += 1) await login(auth)
  auth.clock.advance(-50 * minute)
  assert.equal((await auth.visit(access)).status, 200)
  assert.equal((await auth.refresh(refresh)).status, 200)
  assert.equal((await login(auth, { password: testPassword })).status, 429)
  auth.clock.advance(minute)
  assert.equal((await login(auth, { password: testPassword })).status, 200)
})

test('under compat a token from the future is refused, as SimpleJWT does', async () => {
  const auth = await createLimitedAuth({ compat: 'simplejwt', accounts: 'email' })
  const { access } = await auth.register('eve@example.com')
  auth.clock.advance(-minute)
  assert.equal((await auth.visit(access)).status, 401)
})
