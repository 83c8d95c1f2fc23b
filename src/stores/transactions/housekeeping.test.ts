import assert from 'node:assert/strict'
import { test } from 'node:test'
import { flushExpired } from '../../testing/flush-expired.ts'
import { createTestAuth } from '../../testing/test-auth.ts'

const day = 86_400_000

test('only expired rows are deleted', async () => {
  const auth = await createTestAuth()
  const first = await auth.register('first@example.com')
  await auth.logout(first)
  auth.clock.advance(8 * day)
  const second = await auth.login('first@example.com')
  const flushed = await flushExpired(auth.store, auth.clock.now())
  assert.equal(flushed.sessions, 1)
  assert.equal((await auth.refresh(second.refresh)).status, 200)
})

test('a sliding token that can still be renewed keeps its session', async () => {
  const auth = await createTestAuth({ slidingTokenRefreshLifetime: '30d' })
  await auth.register('first@example.com')
  const credentials = { email: 'first@example.com', password: 'SecurePass123!' }
  const { json } = await auth.request('POST', '/api/sliding/token/', { json: credentials })
  auth.clock.advance(4 * 60_000)
  await flushExpired(auth.store, auth.clock.now())
  const renewed = await auth.request('POST', '/api/sliding/token/refresh/', { json: { token: json.token } })
  assert.equal(renewed.status, 200)
})

test('verifiers go on reading after the revocations that they had read were deleted', async () => {
  const auth = await createTestAuth()
  for (const name of ['a', 'b', 'c']) await auth.logout(await auth.register(`${name}@example.com`))
  const { sessions } = auth.store
  const { cursor } = await sessions.revokedSince(undefined)
  auth.clock.advance(30 * day)
  await flushExpired(auth.store, auth.clock.now())
  await sessions.revokeJti('new', auth.clock.now() + 1000, auth.clock.now())
  const { revocations } = await sessions.revokedSince(cursor)
  assert.deepEqual(
    revocations.map(({ subject }) => subject),
    ['new'],
  )
})

test('more than one batch of rows is deleted', async () => {
  const auth = await createTestAuth()
  const now = auth.clock.now()
  const spend = (n: number) => auth.system.sessions.spend({ jti: `jti-${n}`, iat: undefined, exp: now / 1000 - 1 })
  await Promise.all(Array.from({ length: 1201 }, (_, n) => spend(n)))
  assert.equal((await flushExpired(auth.store, now)).spentTokens, 1201)
})
