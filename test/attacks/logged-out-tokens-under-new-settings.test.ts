/**
 * A token was logged out; the server is restarted with other settings, by which tokens live longer or sessions are written
 * differently. What was revoked stays revoked (insufficient session expiration, CWE-613).
 */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Config } from '../../src/settings/settings.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { flushExpired } from '../../src/testing/flush-expired.ts'
import { mintNow } from '../../src/testing/mint-now.ts'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { createTestAuth, type TestAuth } from '../../src/testing/test-auth.ts'
import { accessToken } from '../../src/tokens/access.ts'

const email = 'alice@example.com'
const minute = 60_000
const day = 24 * 60 * minute

/** Servers on one file and one clock, one after the other. */
function servers(t: TestContext) {
  const path = join(temporaryFolder(t), 'latchkey.sqlite3')
  const clock = createFakeClock()
  let number = 0
  const start = async (config: Config = {}) => {
    number += 1
    return await createTestAuth(config, { path, clock, seed: `server ${number}` })
  }
  return { start, clock }
}

const status = async (auth: TestAuth, token: string) => (await auth.visit(token)).status

test('rotation is turned off, and a session from before is logged out', async t => {
  const { start, clock } = servers(t)
  const before = await start({ rotateRefreshTokens: true })
  const { refresh } = await before.register(email)
  await before.close()
  const after = await start({ rotateRefreshTokens: false })
  clock.advance(day)
  const { access } = (await after.refresh(refresh)).json
  assert.equal(await status(after, access), 200)
  assert.equal((await after.logout({ access, refresh })).status, 200)
  assert.equal(await status(after, access), 401)
  clock.advance(10 * minute)
  assert.equal(await status(after, access), 401)
  await after.close()
  const again = await start({ rotateRefreshTokens: false })
  assert.equal(await status(again, access), 401)
  await again.close()
})

test('the leeway is raised, and what was logged out before stays so until its new end', async t => {
  const { start, clock } = servers(t)
  const before = await start({ leeway: '0s' })
  const pair = await before.register(email)
  clock.advance(1000)
  const foreign = mintNow(before.system, accessToken, { userId: 1 }).text
  await before.request('POST', '/api/auth/cookie/logout/', {
    headers: { cookie: `access_token=${foreign}`, 'sec-fetch-site': 'same-origin' },
  })
  await before.logout(pair)
  await before.close()
  for (const minutes of [14, 16, 19]) {
    const after = await start({ leeway: '5m' })
    clock.advance(createFakeClock().now() + minutes * minute - clock.now())
    await flushExpired(after.store, clock.now())
    assert.equal(await status(after, pair.access), 401, `${minutes} minutes`)
    assert.equal(await status(after, foreign), 401, `${minutes} minutes, without a session`)
    await after.close()
  }
})

test('the leeway is raised, and a refresh token that was used before is not good again', async t => {
  const { start, clock } = servers(t)
  const before = await start({ refreshTokenLifetime: '1h' })
  const pair = await before.register(email)
  await before.logout(pair)
  await before.close()
  const after = await start({ refreshTokenLifetime: '1h', leeway: '5m' })
  clock.advance(62 * minute)
  await flushExpired(after.store, clock.now())
  assert.equal((await after.refresh(pair.refresh)).status, 401)
  await after.close()
})

test('access tokens live longer from now on, and a session from before is logged out', async t => {
  const { start, clock } = servers(t)
  const before = await start({ accessTokenLifetime: '5m' })
  const first = await before.register(email)
  await before.close()
  const after = await start({ accessTokenLifetime: '2h' })
  const pair = (await after.refresh(first.refresh)).json
  await after.logout(pair)
  clock.advance(60 * minute)
  for (const { access } of [first, pair]) assert.equal(await status(after, access), 401)
  await after.close()
})

test('a password change refuses a foreign token that lives for a month, for all of it', async t => {
  const { start, clock } = servers(t)
  const auth = await start()
  const { access } = await auth.register(email)
  clock.advance(1000)
  const foreign = mintNow(auth.system, accessToken, {
    userId: 1,
    stamp: { jti: 'month', iat: clock.now() / 1000, exp: clock.now() / 1000 + 30 * 86_400 },
  }).text
  assert.equal(await status(auth, foreign), 200)
  await auth.changePassword(access, 'AnotherPass456!')
  for (const days of [0, 8, 29]) {
    clock.advance(createFakeClock().now() + 5000 + days * day - clock.now())
    await flushExpired(auth.store, clock.now())
    assert.equal(await status(auth, foreign), 401, `${days} days later`)
    const verified = await auth.request('POST', '/api/auth/token/verify/', { json: { token: foreign } })
    assert.equal(verified.status, 401)
  }
  await auth.close()
})
