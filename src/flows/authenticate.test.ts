import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mintForeignPair } from '../testing/foreign-tokens.ts'
import { mintNow } from '../testing/mint-now.ts'
import { createTestAuth, type TestAuth } from '../testing/test-auth.ts'
import { accessToken } from '../tokens/access.ts'
import { authenticate } from './authenticate.ts'

const email = 'alice@example.com'

/** How often the user's row is read while this runs. */
async function countReads(auth: TestAuth, token: string): Promise<number> {
  let reads = 0
  const users = {
    ...auth.system.users,
    findById(id: number | string) {
      reads += 1
      return auth.system.users.findById(id)
    },
  }
  const principal = await authenticate({ ...auth.system, users }, token)
  assert.equal(principal.id, 1)
  return reads
}

test('a token with a session is checked without reading the user', async () => {
  const auth = await createTestAuth()
  assert.equal(await countReads(auth, (await auth.register(email)).access), 0)
})

test('a token without a session, a changed user, and a setting read the row once', async () => {
  const auth = await createTestAuth()
  const { access } = await auth.register(email)
  assert.equal(await countReads(auth, mintForeignPair(auth.system, 1).access), 1)
  await auth.store.users.update(1, { firstName: 'Al' }, auth.clock.now())
  await auth.system.revocations.catchUp()
  assert.equal(await countReads(auth, access), 1)
  const careful = await createTestAuth({ readUser: 'always' })
  assert.equal(await countReads(careful, (await careful.register(email)).access), 1)
})

test('a user who is gone or inactive is refused when the row is read', async () => {
  const rows = [
    ['DELETE FROM users', { detail: 'User not found', code: 'user_not_found' }],
    ['UPDATE users SET is_active = 0', { detail: 'User is inactive', code: 'user_inactive' }],
  ] as const
  for (const [sql, body] of rows) {
    const auth = await createTestAuth()
    const { access } = await auth.register(email)
    auth.store.database.exec(sql)
    for (const token of [access, mintForeignPair(auth.system, 1).access]) {
      const reply = await auth.visit(token)
      assert.deepEqual([reply.status, reply.json], [401, body], sql)
    }
  }
})

test('a malformed user id finds no user', async () => {
  const auth = await createTestAuth()
  await auth.register(email)
  for (const userId of [' 1', '1 ', '1.0', '01', 'true', '', '1e0', '0x1', '٣']) {
    const { text } = mintNow(auth.system, accessToken, { userId })
    await assert.rejects(authenticate(auth.system, text), { code: 'user_not_found', reason: 'malformed_user_id' })
  }
})

test('when the store is away, nothing tells what was revoked: requests are refused', async () => {
  const auth = await createTestAuth()
  const { access } = await auth.register(email)
  await authenticate(auth.system, access)
  auth.store.database.close()
  await assert.rejects(authenticate(auth.system, access), { code: 'store_unavailable', status: 503 })
  assert.deepEqual((await auth.visit(access)).json, { detail: 'The service is temporarily unavailable.' })
})

test('a missing table of revocations is a 500 whose cause is in the log, and no token is accepted', async () => {
  const auth = await createTestAuth()
  const { access } = await auth.register(email)
  auth.store.database.exec('DROP TABLE revocations')
  const refused = await auth.visit(access)
  assert.equal(refused.status, 500)
  assert.doesNotMatch(refused.text, /revocations|table/)
  const failed = auth.events.findLast(({ name }) => name === 'request.failed')
  assert.match(String(failed?.name === 'request.failed' && failed.data.cause), /no such table: revocations/)
})

test('a token is refused in the second in which it expires, also when it was verified before', async () => {
  const auth = await createTestAuth()
  const { access } = await auth.register(email)
  auth.clock.advance(15 * 60_000 - 1)
  assert.equal((await auth.visit(access)).status, 200)
  auth.clock.advance(1)
  const refused = await auth.visit(access)
  assert.deepEqual([refused.status, refused.json.messages[0].message], [401, 'Token is expired'])
})
