/**
 * A login that was judged before an account was closed, and lands after it: hashing takes long enough for that. The
 * session must not start, or its access token would outlive what the node remembers of the change.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth } from '../../src/testing/test-auth.ts'
import { testPassword } from '../../src/testing/test-client.ts'

const email = 'alice@example.com'

for (const path of ['/api/auth/login/', '/api/token/', '/api/sliding/token/', '/api/auth/cookie/login/']) {
  test(`a login at ${path} that races with a deactivation starts no session`, async () => {
    let overtake = async () => {}
    const auth = await createTestAuth({
      userAuthenticationRule: async user => {
        const isAllowed = user?.isActive === true
        await overtake()
        return isAllowed
      },
    })
    await auth.register(email)
    overtake = async () => void (await auth.store.directory.setFlags(1, { isActive: false }, auth.clock.now()))
    const reply = await auth.request('POST', path, { json: { email, password: testPassword } })
    assert.equal(reply.status, 401)
    assert.deepEqual(await auth.store.sessions.listLive(1, auth.clock.now()), [])
  })
}
