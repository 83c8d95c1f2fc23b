/** Requirement 8: whoever was deactivated or deleted is out at the next request, also when another process did it. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { createTestAuth, type TestAuth } from '../../src/testing/test-auth.ts'
import { cookieHeader, loginByCookie } from '../../src/testing/test-cookies.ts'

const email = 'alice@example.com'

const effects: Readonly<Record<string, (auth: TestAuth) => Promise<unknown>>> = {
  deactivated: ({ store, clock }) => store.directory.setFlags(1, { isActive: false }, clock.now()),
  deleted: ({ store, clock }) => store.directory.delete(1, clock.now()),
}

/** What everything that the user has opens: access and refresh token, both cookies, tokens of another service. */
async function takeAll(auth: TestAuth) {
  const pair = await auth.register(email)
  const cookie = await loginByCookie(auth, email)
  return async () => {
    const byCookie = (method: string, path: string) => auth.request(method, path, { headers: { cookie } })
    const replies = [
      await auth.visit(pair.access),
      await byCookie('GET', '/api/auth/profile/'),
      await auth.refresh(pair.refresh),
      await byCookie('POST', '/api/auth/cookie/refresh/'),
    ]
    return { statuses: replies.map(({ status }) => status), last: replies.at(-1) }
  }
}

for (const [name, deed] of Object.entries(effects)) {
  test(`a user who was ${name} is refused at the next request with every credential, and the cookies are deleted`, async () => {
    const auth = await createTestAuth()
    const tryAll = await takeAll(auth)
    await deed(auth)
    await auth.system.revocations.catchUp()
    const { statuses, last } = await tryAll()
    assert.deepEqual(statuses, [401, 401, 401, 401])
    assert.equal(last && cookieHeader(last), '')
  })

  test(`a user a user who was ${name} by another process is refused within a second`, async t => {
    const path = join(temporaryFolder(t), 'shared.sqlite3')
    const [auth, elsewhere] = [await createTestAuth({}, { path }), await createTestAuth({}, { path })]
    t.after(async () => void (await Promise.all([auth.close(), elsewhere.close()])))
    const tryAll = await takeAll(auth)
    await deed(elsewhere)
    auth.clock.advance(1001)
    assert.deepEqual((await tryAll()).statuses, [401, 401, 401, 401])
  })
}
