/** Requirements 13 to 15: whoever refreshes while the owner logs out or changes the password keeps nothing of it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth, type TestAuth } from '../../src/testing/test-auth.ts'
import { type Pair, type Reply, testPassword } from '../../src/testing/test-client.ts'
import { loginByCookie } from '../../src/testing/test-cookies.ts'

const email = 'alice@example.com'

/** Everything that the racing refreshes handed out is tried afterwards. */
async function assertAllDead(auth: TestAuth, first: Pair, raced: readonly Reply[]): Promise<void> {
  const won = raced.filter(({ status }) => status === 200).map(({ json }): Pair => json)
  for (const { access, refresh } of [first, ...won]) {
    assert.equal((await auth.visit(access)).status, 401)
    assert.equal((await auth.refresh(refresh)).status, 401)
  }
}

const endings: Readonly<Record<string, (auth: TestAuth, pair: Pair) => Promise<Reply>>> = {
  logout: (auth, pair) => auth.logout(pair),
  'a password change': (auth, { access }) => auth.changePassword(access, 'Another-Pass-456'),
  'the end of all sessions': (auth, { access }) => auth.request('DELETE', '/api/auth/sessions/', { token: access }),
}

for (const [name, end] of Object.entries(endings)) {
  test(`${name} leaves no refreshed token alive, whatever refreshes were under way`, async () => {
    let successes = 0
    for (let before = 0; before <= 6; before += 1) {
      const auth = await createTestAuth()
      const pair = await auth.register(email)
      const refreshes = (count: number) => Array.from({ length: count }, () => auth.refresh(pair.refresh))
      const early = refreshes(before)
      const ending = end(auth, pair)
      const raced = await Promise.all([...early, ...refreshes(6 - before)])
      const { status } = await ending
      assert.ok(status < 300 || status === 401, `${status}`)
      if (status >= 300) continue
      successes += 1
      await assertAllDead(auth, pair, raced)
    }
    assert.ok(successes > 0)
  })
}

test('a password change ends every session of the user, and of no other user', async () => {
  const auth = await createTestAuth()
  const pair = await auth.register(email)
  const elsewhere = await auth.login(email)
  const cookie = await loginByCookie(auth, email)
  const bob = await auth.register('bob@example.com')
  assert.equal((await auth.changePassword(pair.access, 'Another-Pass-456')).status, 200)
  await assertAllDead(auth, pair, [])
  await assertAllDead(auth, elsewhere, [])
  assert.equal((await auth.request('GET', '/api/auth/profile/', { headers: { cookie } })).status, 401)
  assert.equal((await auth.request('POST', '/api/auth/cookie/refresh/', { headers: { cookie } })).status, 401)
  assert.equal((await auth.visit(bob.access)).status, 200)
})

test('keepCurrentSession keeps the session that asked, and no other', async () => {
  const auth = await createTestAuth({ keepCurrentSession: true })
  const pair = await auth.register(email)
  const elsewhere = await auth.login(email, testPassword)
  assert.equal((await auth.changePassword(pair.access, 'Another-Pass-456')).status, 200)
  assert.equal((await auth.visit(pair.access)).status, 200)
  await assertAllDead(auth, elsewhere, [])
})
