import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mintForeignPair } from '../testing/foreign-tokens.ts'
import { readClaims } from '../testing/read-claims.ts'
import { createTestAuth } from '../testing/test-auth.ts'
import type { Reply } from '../testing/test-client.ts'

const email = 'alice@example.com'
const blacklisted = { detail: 'Token is blacklisted', code: 'token_not_valid' }

function assertBlacklisted(reply: Reply, what?: string): void {
  assert.deepEqual([reply.status, reply.json], [401, blacklisted], what)
}

test('a refresh gives the next pair: a new id and new times, everything else as it was', async () => {
  const auth = await createTestAuth()
  const first = await auth.register(email)
  auth.clock.advance(5000)
  const next = (await auth.refresh(first.refresh)).json
  const [before, after] = [readClaims(first.refresh), readClaims(next.refresh)]
  assert.notEqual(after.jti, before.jti)
  assert.deepEqual(
    { ...after, jti: before.jti },
    { ...before, iat: Number(before.iat) + 5, exp: Number(before.exp) + 5 },
  )
  assert.equal(readClaims(next.access).sid, before.sid)
  assert.equal((await auth.visit(next.access)).status, 200)
})

test('a response that got lost is forgiven: the same successor again, and a fresh access token', async () => {
  const auth = await createTestAuth()
  const { refresh } = await auth.register(email)
  const lost = (await auth.refresh(refresh)).json
  auth.clock.advance(10_000)
  const again = await auth.refresh(refresh)
  assert.equal(again.status, 200)
  assert.deepEqual(readClaims(again.json.refresh), readClaims(lost.refresh))
  assert.notEqual(readClaims(again.json.access).jti, readClaims(lost.access).jti)
  assert.equal((await auth.refresh(again.json.refresh)).status, 200)
  assert.equal((await auth.visit(again.json.access)).status, 200)
})

test('a refresh token used twice ends its session: successors and access tokens are dead at once', async () => {
  const auth = await createTestAuth()
  const first = await auth.register(email)
  const second = (await auth.refresh(first.refresh)).json
  auth.clock.advance(10_001)
  assertBlacklisted(await auth.refresh(first.refresh))
  assertBlacklisted(await auth.refresh(second.refresh))
  for (const { access } of [first, second]) assert.equal((await auth.visit(access)).status, 401)
  assert.equal(auth.events.filter(({ name }) => name === 'refresh.reused').length, 1)
})

test('a grandparent ends the session also within the seconds in which a parent is forgiven', async () => {
  const auth = await createTestAuth()
  const first = await auth.register(email)
  const second = (await auth.refresh(first.refresh)).json
  const third = (await auth.refresh(second.refresh)).json
  assertBlacklisted(await auth.refresh(first.refresh))
  assertBlacklisted(await auth.refresh(third.refresh))
})

test('a replay ends that session alone: other logins of the user go on', async () => {
  const auth = await createTestAuth()
  const first = await auth.register(email)
  const other = await auth.login(email)
  await auth.refresh(first.refresh)
  auth.clock.advance(10_001)
  assertBlacklisted(await auth.refresh(first.refresh))
  assert.equal((await auth.visit(other.access)).status, 200)
  assert.equal((await auth.refresh(other.refresh)).status, 200)
})

test('fifty refreshes at once give one successor, and no client is signed out', async () => {
  const auth = await createTestAuth()
  const { refresh } = await auth.register(email)
  const replies = await Promise.all(Array.from({ length: 50 }, () => auth.refresh(refresh)))
  assert.deepEqual([...new Set(replies.map(({ status }) => status))], [200])
  assert.equal(new Set(replies.map(({ json }) => readClaims(json.refresh).jti)).size, 1)
  assert.equal(auth.events.filter(({ name }) => name === 'refresh.rotated').length, 1)
  assert.equal((await auth.refresh(replies[0]?.json.refresh)).status, 200)
})

test('a refresh token without a session is adopted once, and what follows has one', async () => {
  const auth = await createTestAuth()
  const user = readClaims((await auth.register(email)).access)
  const foreign = mintForeignPair(auth.system, String(user.user_id))
  const adopted = await auth.refresh(foreign.refresh)
  assert.equal(adopted.status, 200)
  assert.equal(typeof readClaims(adopted.json.refresh).sid, 'string')
  assertBlacklisted(await auth.refresh(foreign.refresh))
  assert.equal((await auth.visit(foreign.access)).status, 200)
  assert.equal((await auth.refresh(adopted.json.refresh)).status, 200)
})

test('of ten adoptions at once one succeeds', async () => {
  const auth = await createTestAuth()
  await auth.register(email)
  const { refresh } = mintForeignPair(auth.system, 1)
  const replies = await Promise.all(Array.from({ length: 10 }, () => auth.refresh(refresh)))
  assert.equal(replies.filter(({ status }) => status === 200).length, 1)
})

test('a token without a session from before a password change is refused, one from after it is not', async () => {
  const auth = await createTestAuth()
  const { access } = await auth.register(email)
  const before = mintForeignPair(auth.system, 1)
  assert.equal((await auth.changePassword(access, 'AnotherPass456!')).status, 200)
  assertBlacklisted(await auth.refresh(before.refresh))
  assert.equal((await auth.visit(before.access)).status, 401)
  auth.clock.advance(1000)
  const after = mintForeignPair(auth.system, 1)
  assert.equal((await auth.visit(after.access)).status, 200)
  assert.equal((await auth.refresh(after.refresh)).status, 200)
})

test('who was deactivated or deleted gets no further tokens', async () => {
  for (const sql of ['UPDATE users SET is_active = 0', 'DELETE FROM users']) {
    const auth = await createTestAuth()
    const { refresh } = await auth.register(email)
    auth.store.database.exec(sql)
    const reply = await auth.refresh(refresh)
    const body = { detail: 'No active account found for the given token.' }
    assert.deepEqual([reply.status, reply.json], [401, body], sql)
  }
})

test('an old, a wrong and a forged token are refused in the words of SimpleJWT', async () => {
  const auth = await createTestAuth()
  const { refresh, access } = await auth.register(email)
  const [head, payload] = refresh.split('.')
  assert.equal((await auth.refresh(access)).json.detail, 'Token has wrong type')
  assert.equal((await auth.refresh(`${head}.${payload}.AAAA`)).json.detail, 'Token is invalid')
  auth.clock.advance(7 * 86_400_000)
  assert.equal((await auth.refresh(refresh)).json.detail, 'Token is expired')
})

test('without rotation a refresh gives an access token and writes nothing', async () => {
  const auth = await createTestAuth({ rotateRefreshTokens: false })
  const pair = await auth.register(email)
  const changes = () => auth.store.database.prepare('SELECT total_changes() AS count').get()?.count
  const before = changes()
  for (let count = 0; count < 3; count += 1) {
    const { status, json } = await auth.refresh(pair.refresh)
    assert.deepEqual([status, Object.keys(json)], [200, ['access']])
    assert.equal((await auth.visit(json.access)).status, 200)
  }
  assert.equal(changes(), before)
  await auth.logout(pair)
  assertBlacklisted(await auth.refresh(pair.refresh))
})

test('without rotation a logout kills the access tokens of later refreshes too, for as long as they live', async () => {
  const auth = await createTestAuth({ rotateRefreshTokens: false })
  const pair = await auth.register(email)
  auth.clock.advance(6 * 86_400_000)
  const late = (await auth.refresh(pair.refresh)).json
  assert.equal((await auth.logout({ ...pair, access: late.access })).status, 200)
  auth.clock.advance(14 * 60_000)
  assert.equal((await auth.visit(late.access)).status, 401)
})

test('without a blacklist after rotation older refresh tokens stay good, until a logout', async () => {
  const auth = await createTestAuth({ blacklistAfterRotation: false })
  const first = await auth.register(email)
  auth.clock.advance(60_000)
  const second = (await auth.refresh(first.refresh)).json
  auth.clock.advance(60_000)
  assert.equal((await auth.refresh(first.refresh)).status, 200)
  assert.equal((await auth.refresh(second.refresh)).status, 200)
  assert.equal((await auth.logout({ refresh: first.refresh, access: second.access })).status, 200)
  assertBlacklisted(await auth.refresh(second.refresh))
})

test('in compat a replay is refused and the session lives on', async () => {
  const compat = { compat: 'simplejwt', rotateRefreshTokens: true, blacklistAfterRotation: true } as const
  const auth = await createTestAuth(compat)
  const first = await auth.register(email)
  const second = (await auth.refresh(first.refresh)).json
  assertBlacklisted(await auth.refresh(first.refresh))
  assert.equal((await auth.visit(first.access)).status, 200)
  assert.equal((await auth.refresh(second.refresh)).status, 200)
})

test('where tokens carry a digest of the password hash, a changed password refuses them', async () => {
  const auth = await createTestAuth({ checkRevokeToken: true })
  const { refresh, access } = await auth.register(email)
  assert.equal((await auth.refresh(refresh)).status, 200)
  auth.store.database.exec("UPDATE users SET password = '!'")
  const next = (await auth.refresh(refresh)).json
  assert.deepEqual(next, { detail: "The user's password has been changed." })
  assert.equal((await auth.visit(access)).json.code, 'password_changed')
})
