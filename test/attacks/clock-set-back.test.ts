/** A clock that is set back signs no one out, and brings back nothing that was revoked. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Config } from '../../src/settings/settings.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { createTestAuth, type TestAuth } from '../../src/testing/test-auth.ts'
import { testPassword } from '../../src/testing/test-client.ts'
import { createTokenFactory } from '../../src/testing/token-factory.ts'

const [second, minute, hour] = [1000, 60_000, 3_600_000]
const email = 'alice@example.com'
const jumps = [second, minute, hour, 30 * hour]

const configs: readonly Config[] = [
  {},
  { rotateRefreshTokens: false },
  { userIdField: 'email' },
  { refreshGrace: '0s' },
]

async function withAlice(config: Config): Promise<TestAuth> {
  const auth = await createTestAuth(config)
  await auth.register(email)
  return auth
}

for (const config of configs) {
  for (const back of jumps) {
    const title = `${JSON.stringify(config)}: ${back / 1000} s back`
    test(`${title} between login, requests and refreshes signs no one out`, async () => {
      const auth = await withAlice(config)
      const { access, refresh } = await auth.login(email)
      auth.clock.advance(-back)
      assert.equal((await auth.visit(access)).status, 200)
      const second = await auth.refresh(refresh)
      assert.equal(second.status, 200, second.text)
      auth.clock.advance(-back)
      assert.equal((await auth.visit(second.json.access)).status, 200)
      const third = await auth.refresh(second.json.refresh ?? refresh)
      assert.equal(third.status, 200, third.text)
      assert.equal((await auth.visit(third.json.access)).status, 200)
    })

    test(`${title} after a logout or a new password brings no token back`, async () => {
      const auth = await withAlice(config)
      const [one, two] = [await auth.login(email), await auth.login(email)]
      await auth.logout(one)
      auth.clock.advance(-back)
      assert.equal((await auth.visit(one.access)).status, 401)
      assert.equal((await auth.refresh(one.refresh)).status, 401)
      assert.equal((await auth.changePassword(two.access, 'An0ther-Passw0rd')).status, 200)
      auth.clock.advance(-back)
      for (const ended of [one, two]) {
        assert.equal((await auth.visit(ended.access)).status, 401)
        assert.equal((await auth.refresh(ended.refresh)).status, 401)
      }
    })
  }
}

for (const back of jumps) {
  test(`a restart after the clock was set back by ${back / 1000} s signs no one out, and brings nothing back`, async t => {
    const path = join(temporaryFolder(t), 'latchkey.sqlite3')
    const before = await createTestAuth({}, { path })
    await before.register(email)
    const [kept, ended] = [await before.login(email), await before.login(email)]
    await before.logout(ended)
    await before.store.close()
    const after = await createTestAuth({}, { path, clock: createFakeClock(before.clock.now() - back) })
    t.after(() => after.store.close())
    assert.deepEqual([(await after.visit(kept.access)).status, (await after.refresh(kept.refresh)).status], [200, 200])
    assert.deepEqual(
      [(await after.visit(ended.access)).status, (await after.refresh(ended.refresh)).status],
      [401, 401],
    )
  })
}

test('a refresh whose answer was lost is forgiven after the clock was set back, for the grace period only', async () => {
  const auth = await withAlice({})
  const { refresh } = await auth.login(email)
  assert.equal((await auth.refresh(refresh)).status, 200)
  auth.clock.advance(-hour)
  assert.equal((await auth.refresh(refresh)).status, 200)
  auth.clock.advance(11 * second)
  assert.equal((await auth.refresh(refresh)).status, 401)
})

test('tokens without a session from before all sessions were ended stay refused, also when they are of the future', async () => {
  const auth = await withAlice({})
  const user = (await auth.store.users.findByLogin(email)) ?? assert.fail()
  const pair = await auth.login(email)
  const foreign = createTokenFactory(auth).foreignPair(user)
  assert.equal((await auth.visit(foreign.access)).status, 200)
  auth.clock.advance(-10 * minute)
  assert.equal((await auth.changePassword(pair.access, 'An0ther-Passw0rd')).status, 200)
  for (const forward of [0, 5 * minute, 6 * minute]) {
    auth.clock.advance(forward)
    assert.equal((await auth.visit(foreign.access)).status, 401)
    assert.equal((await auth.refresh(foreign.refresh)).status, 401)
  }
})

test('a second end of all sessions does not take back the first', async () => {
  const auth = await withAlice({})
  const user = (await auth.store.users.findByLogin(email)) ?? assert.fail()
  const foreign = createTokenFactory(auth).foreignPair(user)
  await auth.changePassword((await auth.login(email)).access, 'An0ther-Passw0rd')
  auth.clock.advance(-minute)
  await auth.changePassword((await auth.login(email, 'An0ther-Passw0rd')).access, testPassword, 'An0ther-Passw0rd')
  assert.equal((await auth.refresh(foreign.refresh)).status, 401)
})

test('what was deleted while the clock was an hour ahead leaves no revoked token valid', async () => {
  const auth = await withAlice({ accessTokenLifetime: '15m' })
  const pair = await auth.login(email)
  await auth.logout(pair)
  auth.clock.advance(hour)
  await auth.housekeep()
  await auth.system.revocations.catchUp()
  auth.clock.advance(-hour)
  assert.equal((await auth.visit(pair.access)).status, 401)
})
